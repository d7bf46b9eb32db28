package taskcluster.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import taskcluster.monitor.Monitor;

/** Ends the requests that failed outside of API methods. A client that went away needs no reply and is no fault of ours. */
final class FailedRequests implements HandlerExceptionResolver, Ordered {
    private static final ModelAndView HANDLED = new ModelAndView();

    private final Monitor monitor;

    FailedRequests(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception error) {
        if (error instanceof IOException) {
            monitor.logger().debug("the client of {} is gone", request.getRequestURI(), error);
        } else {
            monitor.reportError(error, Map.of("resource", request.getRequestURI()));
        }
        try {
            if (!response.isCommitted()) {
                response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        } catch (IOException e) {
            monitor.logger().debug("the client of {} is gone", request.getRequestURI(), e);
        }
        return HANDLED;
    }
}
