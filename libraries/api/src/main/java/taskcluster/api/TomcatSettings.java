package taskcluster.api;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/**
 * Makes Tomcat a server for the API: a virtual thread for each request, paths as sent whatever characters they have,
 * connections that stay open, errors in JSON, and requests that are finished before the process ends.
 */
final class TomcatSettings implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    /** What clients send unencoded although they should not. */
    private static final String LENIENT = "\"<>[\\]^`{|}";

    private static final int MAX_CONNECTIONS = 20_000;
    private static final int BACKLOG = 1024;
    private static final DataSize COMPRESSED_FROM = DataSize.ofKilobytes(1);
    /** Room for the rest of a head that is only just too large, so that we can say so. */
    private static final DataSize HEADER_RESERVE = DataSize.ofKilobytes(4);
    /** Room for the headers of replies beside those that repeat what was sent. */
    private static final DataSize OWN_HEADERS = DataSize.ofKilobytes(8);
    /** How much of a body that is too large is read before the connection is cut, as a multiple of what is allowed. */
    private static final int SWALLOWED = 4;

    private final HttpConfig config;

    TomcatSettings(HttpConfig config) {
        this.config = config;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setShutdown(Shutdown.GRACEFUL);
        Compression compression = new Compression();
        compression.setEnabled(true);
        compression.setMinResponseSize(COMPRESSED_FROM);
        factory.setCompression(compression);
        factory.addEngineValves(new ClientConnection.Keeper());
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(JsonErrorValve.class.getName());
            }
        });
        factory.addConnectorCustomizers(this::customize);
    }

    private void customize(Connector connector) {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setAllowBackslash(true);
        connector.setAllowTrace(true);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setExecutor(new VirtualThreadExecutor("http-" + connector.getPort() + "-"));
            http.setRelaxedPathChars(LENIENT);
            http.setRelaxedQueryChars(LENIENT);
            http.setMaxHttpRequestHeaderSize(
                    Math.toIntExact(config.maxHeaderSize().toBytes() + HEADER_RESERVE.toBytes()));
            http.setMaxHttpResponseHeaderSize(
                    Math.toIntExact(config.maxHeaderSize().toBytes() + OWN_HEADERS.toBytes()));
            http.setMaxSwallowSize((int)
                    Math.min(Integer.MAX_VALUE, SWALLOWED * config.maxBodySize().toBytes()));
            http.setKeepAliveTimeout(Math.toIntExact(config.keepAliveTimeout().toMillis()));
            http.setMaxKeepAliveRequests(-1);
            http.setMaxConnections(MAX_CONNECTIONS);
            http.setAcceptCount(BACKLOG);
            http.setTcpNoDelay(true);
        }
    }
}
