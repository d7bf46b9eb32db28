package taskcluster.api;

import java.io.IOException;

/** Answers requests that the {@link ApiHandlerMapping} has sorted out. */
@FunctionalInterface
interface RequestHandler {
    void handle(HttpCall call) throws IOException;
}
