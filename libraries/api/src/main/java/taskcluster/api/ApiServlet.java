package taskcluster.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Dispatches requests of every verb alike: what a verb means is for the handlers to say. */
final class ApiServlet extends DispatcherServlet {
    ApiServlet(WebApplicationContext context) {
        super(context);
        setPublishEvents(false);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        processRequest(request, response);
    }
}
