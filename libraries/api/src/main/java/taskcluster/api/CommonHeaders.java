package taskcluster.api;

import jakarta.servlet.http.HttpServletResponse;

/** The headers of every reply. */
final class CommonHeaders {
    private static final String SECURITY_POLICY =
            "report-uri /__cspreport__;default-src 'none';frame-ancestors 'none';";
    private static final String METHODS = "OPTIONS,GET,HEAD,POST,PUT,DELETE,TRACE,CONNECT";
    private static final String REQUEST_HEADERS =
            "X-Requested-With,Content-Type,Authorization,Accept,Origin,Cache-Control,x-taskcluster-trace-id";
    private static final String TRACE_ID = "x-for-trace-id";
    private static final String REQUEST_ID = "x-for-request-id";
    /** 90 days, in seconds. */
    private static final String TRANSPORT_SECURITY = "max-age=7776000; includeSubDomains";

    private final HttpConfig config;

    CommonHeaders(HttpConfig config) {
        this.config = config;
    }

    void set(HttpCall call) {
        HttpServletResponse response = call.response();
        response.setHeader(TRACE_ID, call.context().traceId());
        response.setHeader(REQUEST_ID, call.context().requestId());
        response.setHeader("content-security-policy", SECURITY_POLICY);
        response.setHeader("x-content-type-options", "nosniff");
        response.setHeader("access-control-allow-origin", config.allowedOrigin());
        response.setHeader("access-control-max-age", "900");
        response.setHeader("access-control-allow-methods", METHODS);
        response.setHeader("access-control-request-method", "*");
        response.setHeader("access-control-allow-headers", REQUEST_HEADERS);
        response.setHeader("access-control-expose-headers", TRACE_ID + "," + REQUEST_ID);
        response.setHeader("cache-control", "no-store, no-cache, must-revalidate");
        if (config.forceSsl()) {
            response.setHeader("strict-transport-security", TRANSPORT_SECURITY);
        }
    }
}
