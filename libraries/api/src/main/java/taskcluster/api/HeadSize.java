package taskcluster.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.springframework.util.unit.DataSize;

/** How large the head of a request is. */
final class HeadSize {
    /** Colon, space and line end. */
    private static final int BETWEEN = 4;

    private HeadSize() {}

    /** Whether request target and headers take more than the limit, about. */
    static boolean exceeds(HttpServletRequest request, DataSize limit) {
        String query = request.getQueryString();
        long size = request.getRequestURI().length() + (query == null ? 0L : query.length());
        Enumeration<String> names = request.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            Enumeration<String> values = request.getHeaders(name);
            while (values.hasMoreElements()) {
                size += name.length() + values.nextElement().length() + BETWEEN;
            }
        }
        return size > limit.toBytes();
    }
}
