package taskcluster.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the HTTP server behaves: properties {@code http.*}, environment variables {@code HTTP_*}.
 *
 * @param keepAliveTimeout how long an idle connection stays open; longer than that of the load balancer in front.
 *     {@code HTTP_KEEP_ALIVE_TIMEOUT}, default 90 s
 * @param maxBodySize the largest body of a request. {@code HTTP_MAX_BODY_SIZE}, default 10 MB
 * @param maxHeaderSize the largest head of a request: request line and headers. {@code HTTP_MAX_HEADER_SIZE}, default
 *     16 KB
 * @param allowedOrigin the web sites whose scripts may read replies. {@code HTTP_ALLOWED_ORIGIN}, default {@code *}
 * @param forceSsl whether plain HTTP is redirected to HTTPS. {@code HTTP_FORCE_SSL}, default false
 * @param trustProxy whether the headers of a proxy in front say where requests come from. {@code HTTP_TRUST_PROXY},
 *     default false
 */
@ConfigurationProperties("http")
public record HttpConfig(
        @DefaultValue("90s") Duration keepAliveTimeout,
        @DefaultValue("10MB") DataSize maxBodySize,
        @DefaultValue("16KB") DataSize maxHeaderSize,
        @DefaultValue("*") String allowedOrigin,
        @DefaultValue("false") boolean forceSsl,
        @DefaultValue("false") boolean trustProxy) {
    public HttpConfig {
        if (!keepAliveTimeout.isPositive()) {
            throw new IllegalArgumentException("http.keep-alive-timeout must be positive");
        }
        if (maxBodySize.toBytes() < 1 || maxBodySize.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("http.max-body-size must be from 1 B to 1023 MB");
        }
        if (maxHeaderSize.toKilobytes() < 8 || maxHeaderSize.toKilobytes() > 1024) {
            throw new IllegalArgumentException("http.max-header-size must be from 8 KB to 1 MB");
        }
    }
}
