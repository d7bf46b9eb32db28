package taskcluster.api;

import org.jspecify.annotations.Nullable;

/**
 * What of a request its credentials sign.
 *
 * @param method the HTTP verb in lower case
 * @param resource path and query, exactly as sent
 * @param host without port
 * @param authorization the {@code Authorization} header, if there is one
 * @param sourceIp where the request came from, for logs
 */
public record HawkRequest(
        String method,
        String resource,
        String host,
        int port,
        @Nullable String authorization,
        @Nullable String sourceIp) {}
