package taskcluster.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import taskcluster.monitor.RequestContext;

/**
 * One HTTP request and its reply.
 *
 * @param start as of {@link System#nanoTime()}
 * @param isStopping whether the process is ending, so that the connection cannot be used again
 */
record HttpCall(
        HttpServletRequest request,
        HttpServletResponse response,
        RequestContext context,
        long start,
        BooleanSupplier isStopping) {
    private static final String TRACE_ID = "x-taskcluster-trace-id";

    static HttpCall of(HttpServletRequest request, HttpServletResponse response, BooleanSupplier isStopping) {
        String traceId = request.getHeader(TRACE_ID);
        RequestContext context = new RequestContext(
                traceId == null || traceId.isEmpty() ? UUID.randomUUID().toString() : traceId,
                UUID.randomUUID().toString());
        return new HttpCall(request, response, context, System.nanoTime(), isStopping);
    }

    /** Path and query as sent. */
    String resource() {
        String query = request.getQueryString();
        return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }

    boolean isReading() {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }
}
