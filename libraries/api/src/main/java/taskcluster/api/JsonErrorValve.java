package taskcluster.api;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Replies in JSON to what does not even reach the application, such as a broken request line. Made by Tomcat. */
public final class JsonErrorValve extends ErrorReportValve {
    private static final int FIRST_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable error) {
        int status = response.getStatus();
        if (status < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        boolean isOurFault = status >= FIRST_SERVER_ERROR;
        ErrorReply reply = ErrorReply.of(
                status,
                isOurFault ? ErrorCodes.INTERNAL_SERVER_ERROR : ErrorCodes.INVALID_REQUEST_ARGUMENTS,
                isOurFault ? "Internal Server Error" : "The request is not well-formed HTTP, or its URL is not valid.",
                "",
                Map.of(),
                null,
                Instant.now());
        String body = PrettyJson.text(reply.body());
        try {
            response.setContentType("application/json");
            response.setCharacterEncoding("utf-8");
            PrintWriter writer = response.getReporter();
            if (writer != null) {
                writer.write(body);
            }
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("cannot send an error reply", e);
        }
    }
}
