package taskcluster.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.ModelAndView;

/** Runs a {@link RequestHandler} in the context of its request, with the headers that all replies have. */
final class ApiHandlerAdapter implements HandlerAdapter, ApplicationListener<ContextClosedEvent> {
    private final CommonHeaders headers;
    private volatile boolean isStopping;

    ApiHandlerAdapter(CommonHeaders headers) {
        this.headers = headers;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        isStopping = true;
    }

    @Override
    public boolean supports(Object handler) {
        return handler instanceof RequestHandler;
    }

    @Override
    public @Nullable ModelAndView handle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        HttpCall call = HttpCall.of(request, response, () -> isStopping);
        RequestHandler requestHandler = (RequestHandler) handler;
        headers.set(call);
        call.context().<@Nullable Void, IOException>call(() -> {
            requestHandler.handle(call);
            return null;
        });
        return null;
    }
}
