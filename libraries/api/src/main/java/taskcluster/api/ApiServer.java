package taskcluster.api;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import taskcluster.core.RootUrl;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.RejectedCallException;
import tools.jackson.databind.JsonNode;

/** Answers the calls of one API's methods. */
final class ApiServer {
    private final Api api;
    private final Authenticator authenticator;
    private final RootUrl rootUrl;
    private final HttpConfig config;
    private final Clock clock;
    private final Monitor monitor;
    private final LargeBodies largeBodies;
    private final AccessLog accessLog;

    /** @param largeBodies what all APIs of the process share */
    ApiServer(
            Api api,
            Authenticator authenticator,
            RootUrl rootUrl,
            HttpConfig config,
            LargeBodies largeBodies,
            Clock clock,
            Monitor monitor) {
        this.api = api;
        this.authenticator = authenticator;
        this.rootUrl = rootUrl;
        this.config = config;
        this.largeBodies = largeBodies;
        this.clock = clock;
        this.monitor = monitor;
        this.accessLog = new AccessLog(api.serviceName(), monitor);
    }

    Api api() {
        return api;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    HttpConfig config() {
        return config;
    }

    LargeBodies largeBodies() {
        return largeBodies;
    }

    /** The full URL of a schema that a method names as {@code v1/task.json#}. */
    String schemaUrl(String reference) {
        return rootUrl.schema(api.serviceName(), reference);
    }

    /**
     * Answers a call of a method.
     *
     * @param params the values of the route's parameters, decoded
     */
    void answer(HttpCall http, Endpoint endpoint, Map<String, String> params) throws IOException {
        ApiCall call = new ApiCall(this, http, endpoint, params);
        int status = 0;
        try {
            status = send(call);
        } finally {
            call.log(accessLog, status);
        }
    }

    private int send(ApiCall call) throws IOException {
        ErrorReply error;
        try {
            Reply reply = call.run();
            return reply.send(call.http());
        } catch (ApiException e) {
            error = error(call, e.code(), String.valueOf(e.getMessage()), e.details());
        } catch (RejectedCallException e) {
            error = error(call, ErrorCodes.ofDatabase(e.code()), String.valueOf(e.getMessage()), details(e.details()));
        } catch (ClientGoneException e) {
            throw e.getCause();
        } catch (OutputException e) {
            error = internalError(call, e, e.publicPart());
        } catch (Throwable e) {
            error = internalError(call, e, "");
        }
        if (error.status() == 401) {
            call.http().response().setHeader("www-authenticate", "hawk");
        }
        return ReplyWriter.json(call.http(), error.status(), error.body(), Map.of());
    }

    private ErrorReply error(ApiCall call, String code, String template, Map<String, ?> details) {
        String message = MessageTemplate.fill(template, details);
        if (!api.errorCodes().contains(code)) {
            monitor.reportError(
                    new IllegalStateException("unknown error code: " + code),
                    Map.of("method", call.endpoint().name(), "text", message));
            return reply(
                    call,
                    ErrorCodes.INTERNAL_SERVER_ERROR,
                    "Internal error, unknown error code: " + code + "\n" + message);
        }
        return reply(call, code, message);
    }

    private ErrorReply internalError(ApiCall call, Throwable error, String explanation) {
        String incidentId = UUID.randomUUID().toString();
        monitor.reportError(
                error,
                Map.of("incidentId", incidentId, "method", call.endpoint().name(), "params", call.params()));
        return reply(
                call,
                ErrorCodes.INTERNAL_SERVER_ERROR,
                explanation + "Internal Server Error, incidentId " + incidentId + ".");
    }

    private ErrorReply reply(ApiCall call, String code, String message) {
        return ErrorReply.of(
                api.errorCodes().status(code),
                code,
                message,
                call.endpoint().name(),
                call.params(),
                call.shownPayload(),
                clock.instant());
    }

    private static Map<String, ?> details(JsonNode details) {
        Map<String, Object> map = new HashMap<>();
        details.properties()
                .forEach(entry -> map.put(
                        entry.getKey(),
                        entry.getValue().isString() ? entry.getValue().asString() : entry.getValue()));
        return map;
    }

    /** What a method replied is not what it declares. */
    static final class OutputException extends RuntimeException {
        private final String publicPart;

        /** @param publicPart what the caller may know of it */
        OutputException(String message, String publicPart) {
            super(message);
            this.publicPart = publicPart;
        }

        String publicPart() {
            return publicPart;
        }
    }

    /** The request could not be read to its end, so nobody waits for a reply. */
    static final class ClientGoneException extends RuntimeException {
        private final IOException cause;

        ClientGoneException(IOException cause) {
            super(cause);
            this.cause = cause;
        }

        @Override
        public IOException getCause() {
            return cause;
        }
    }
}
