package taskcluster.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Calls the methods of one service. The generated classes are made of it; it also serves to call methods that are only
 * known at run time. Safe for use by many threads.
 */
public final class ServiceClient {
    private static final Duration LONG_POLL_TIMEOUT = Duration.ofSeconds(60);
    private static final int FIRST_REDIRECT_STATUS = 300;
    private static final int FIRST_ERROR_STATUS = 400;

    private final ClientOptions options;
    private final String service;
    private final String version;
    private final HttpAttempts http;

    /**
     * @param service such as {@code queue}
     * @param version such as {@code v1}
     */
    public ServiceClient(ClientOptions options, String service, String version) {
        this.options = options;
        this.service = service;
        this.version = version;
        this.http = new HttpAttempts(options);
    }

    public ClientOptions options() {
        return options;
    }

    /** The URL of a GET, unsigned. */
    public URI url(ApiMethod.Call call, Map<String, String> query) {
        return URI.create(options.rootUrl().api(service, version, call.withQuery(query)));
    }

    /**
     * The URL of a GET with a signature, so that anybody who has the URL may use it until the given time is over.
     *
     * @throws IllegalStateException if there are no credentials to sign with
     */
    public URI signedUrl(ApiMethod.Call call, Map<String, String> query, Duration life) {
        HawkSignature signature = signature();
        if (signature == null) {
            throw new IllegalStateException("a signed URL needs credentials");
        }
        return signature.signedUrl(url(call, query), options.clock().instant().plus(life));
    }

    /**
     * The reply of a call: a missing node if it is empty or not JSON. A redirect is not followed: if it has a JSON body,
     * as that of {@code getArtifact} has, this is the reply, else it is an error.
     *
     * @param payload anything that Jackson writes as JSON; null for methods without payload
     * @throws ApiCallException if the call does not succeed
     */
    public JsonNode call(ApiMethod.Call call, Map<String, String> query, @Nullable Object payload) {
        String what = service + "." + call.method().name();
        if ((payload == null) != (call.method().payload() == ApiMethod.Payload.NONE)) {
            throw new IllegalArgumentException(what + (payload == null ? " needs a payload" : " takes no payload"));
        }
        URI uri = url(call, query);
        byte[] body = payload == null ? null : Json.MAPPER.writeValueAsBytes(payload);
        HttpResponse<byte[]> response = http.send(
                what,
                () -> request(call.method().verb(), uri, body),
                BodyHandlers.ofByteArray(),
                timeout(call.method()),
                HttpAttempts::isServerError);
        JsonNode reply = parse(response);
        int status = response.statusCode();
        if (status >= FIRST_ERROR_STATUS || (status >= FIRST_REDIRECT_STATUS && !reply.isContainer())) {
            throw error(response, reply);
        }
        return reply.isString() ? MissingNode.getInstance() : reply;
    }

    ObjectNode object(ApiMethod.Call call, Map<String, String> query, @Nullable Object payload) {
        return switch (call(call, query, payload)) {
            case ObjectNode reply -> reply;
            case JsonNode reply -> throw invalid(call, "a JSON object", reply);
        };
    }

    ArrayNode array(ApiMethod.Call call, Map<String, String> query, @Nullable Object payload) {
        return switch (call(call, query, payload)) {
            case ArrayNode reply -> reply;
            case JsonNode reply -> throw invalid(call, "a JSON array", reply);
        };
    }

    /** The pages of a list, fetched while the stream is read. */
    public Stream<ObjectNode> pages(ApiMethod.Call call, Map<String, String> query, @Nullable Object payload) {
        Pages pages = new Pages(token -> object(call, token.addTo(query), payload));
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(pages, characteristics), false);
    }

    /** The elements of all pages, fetched while the stream is read. */
    Stream<JsonNode> elements(String list, ApiMethod.Call call, Map<String, String> query, @Nullable Object payload) {
        return pages(call, query, payload).flatMap(page -> page.path(list).values().stream());
    }

    private HttpRequest request(String verb, URI uri, byte @Nullable [] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (body == null) {
            request.method(verb, BodyPublishers.noBody());
        } else {
            request.method(verb, BodyPublishers.ofByteArray(body)).header("content-type", "application/json");
        }
        HawkSignature signature = signature();
        if (signature != null) {
            request.header(
                    "authorization",
                    signature.header(verb, uri, body, options.clock().instant()));
        }
        if (options.traceId() != null) {
            request.header("x-taskcluster-trace-id", options.traceId());
        }
        options.headers().forEach(request::header);
        return request.build();
    }

    private @Nullable HawkSignature signature() {
        return options.credentials() == null
                ? null
                : new HawkSignature(options.credentials().get(), options.authorizedScopes());
    }

    private Duration timeout(ApiMethod method) {
        return method.reply() == ApiMethod.Reply.AWAITED_OBJECT
                        && options.timeout().compareTo(LONG_POLL_TIMEOUT) < 0
                ? LONG_POLL_TIMEOUT
                : options.timeout();
    }

    /** The body as JSON, as a text if it is something else, missing if there is none. */
    private static JsonNode parse(HttpResponse<byte[]> response) {
        if (response.body().length == 0) {
            return MissingNode.getInstance();
        }
        String type = response.headers().firstValue("content-type").orElse("");
        if (type.contains("json")) {
            try {
                return Json.MAPPER.readTree(response.body());
            } catch (JacksonException broken) {
                return text(response);
            }
        }
        return text(response);
    }

    private static JsonNode text(HttpResponse<byte[]> response) {
        return StringNode.valueOf(new String(response.body(), StandardCharsets.UTF_8));
    }

    static ApiCallException error(HttpResponse<?> response, JsonNode body) {
        int status = response.statusCode();
        String message = body.path("message").asString("");
        if (message.isEmpty()) {
            message = switch (status / 100) {
                case 3 -> "Unexpected Redirect";
                case 5 -> "Internal Server Error";
                default -> status == 401 ? "Authentication Error" : "Unknown Server Error";
            };
        }
        return new ApiCallException(body.path("code").asString(ApiCallException.UNKNOWN_ERROR), status, message, body);
    }

    private ApiCallException invalid(ApiMethod.Call call, String expected, JsonNode reply) {
        String found = reply.isMissingNode()
                ? "nothing of the kind"
                : reply.getNodeType().toString();
        String message = "%s.%s was answered with %s where %s was expected; is %s a Taskcluster deployment?"
                .formatted(service, call.method().name(), found, expected, options.rootUrl());
        return new ApiCallException(ApiCallException.INVALID_REPLY, 200, message, reply);
    }
}
