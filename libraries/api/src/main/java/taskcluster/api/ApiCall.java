package taskcluster.api;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.scopes.ScopeExpression;
import taskcluster.scopes.ScopeSet;
import taskcluster.scopes.ScopeTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** One call of a method, from its body to its reply. */
final class ApiCall implements ApiRequest {
    /** Up to how many bytes of a body are repeated in error replies. */
    private static final int MAX_SHOWN = 1 << 20;
    /** How many of the faults of a body are told; a large one can have hundreds of thousands. */
    private static final int MAX_PROBLEMS = 1000;

    private final ApiServer server;
    private final HttpCall http;
    private final Endpoint endpoint;
    private final Map<String, String> params;
    private final String sourceIp;

    // Set step by step in run().
    private RequestBody body = RequestBody.NONE;
    private @Nullable Caller caller;
    private Map<String, String> query = Map.of();
    private int heldKilobytes;

    ApiCall(ApiServer server, HttpCall http, Endpoint endpoint, Map<String, String> params) {
        this.server = server;
        this.http = http;
        this.endpoint = endpoint;
        this.params = params;
        this.sourceIp = ClientAddress.sourceIp(http.request(), server.config().trustProxy());
    }

    HttpCall http() {
        return http;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Map<String, String> params() {
        return params;
    }

    /** Checks the request, runs the handler and checks its reply. */
    Reply run() throws Throwable {
        try {
            readBody();
            authorizeEarly();
            checkParameters();
            readQuery();
            checkInput();
            Object result = (Object) endpoint.handler().invokeExact((ApiRequest) this);
            return checked(result);
        } finally {
            server.largeBodies().leave(heldKilobytes);
        }
    }

    private void readBody() {
        int maxSize = endpoint.maxBodySize(server.config().maxBodySize().toBytes());
        try {
            body = RequestBody.read(
                    http.request(),
                    endpoint.input() != null,
                    endpoint.cleaner() != null,
                    maxSize,
                    size -> heldKilobytes = server.largeBodies().enter(size));
        } catch (IOException e) {
            throw new ApiServer.ClientGoneException(e);
        }
        ApiException problem = body.problem();
        if (problem != null) {
            throw problem;
        }
    }

    private void authorizeEarly() {
        if (endpoint.authorizesEarly()) {
            authorize(Map.of());
        }
    }

    private void checkParameters() {
        List<String> problems = new ArrayList<>(0);
        params.forEach((name, value) -> {
            TextPattern pattern = endpoint.parameters().get(name);
            if (value.indexOf('\0') >= 0) {
                problems.add(
                        "URL parameter '" + name + "' given as '" + value + "' must not contain the character U+0000");
            } else if (pattern != null && !pattern.matches(value)) {
                problems.add("URL parameter '" + name + "' given as '" + value + "' must match regular expression: '"
                        + pattern + "'");
            }
        });
        if (!problems.isEmpty()) {
            throw invalidArguments("Invalid URL patterns:\n" + String.join("\n", problems));
        }
    }

    private void readQuery() {
        QueryString read = QueryString.parse(http.request().getQueryString(), endpoint.query());
        if (!read.problems().isEmpty()) {
            throw invalidArguments(String.join("\n", read.problems()));
        }
        query = read.values();
    }

    private static ApiException invalidArguments(String problems) {
        return new ApiException(ErrorCodes.INVALID_REQUEST_ARGUMENTS, "{{problems}}", Map.of("problems", problems));
    }

    private void checkInput() {
        String input = endpoint.input();
        if (input == null) {
            return;
        }
        SchemaSet schemas = server.api().schemas();
        schemas.injectDefaults(input, body.json());
        List<String> problems = schemas.validate(input, body.json());
        if (!problems.isEmpty()) {
            throw new ApiException(
                    ErrorCodes.INPUT_VALIDATION_ERROR, "{{problems}}", Map.of("problems", rejection(input, problems)));
        }
    }

    private String rejection(String schema, List<String> problems) {
        List<String> told = problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS));
        return "\nSchema Validation Failed!\nRejecting Schema: " + server.schemaUrl(schema) + "\nErrors:\n  * "
                + String.join("\n  * ", told)
                + (told.size() < problems.size() ? "\n  * and " + (problems.size() - told.size()) + " more" : "");
    }

    private Reply checked(@Nullable Object result) {
        ApiReply reply = switch (result) {
            case null -> ApiReply.of(endpoint.hasOutput() ? 200 : 204, null);
            case ApiReply own -> own;
            default -> ApiReply.of(200, result);
        };
        if (!endpoint.isPublic() && !caller().isAuthorised()) {
            throw new ApiServer.OutputException(
                    "method " + endpoint.name() + " replied without having authorised the caller",
                    "Deferred auth was never checked!\n");
        }
        if (reply.body() == null) {
            if (reply.status() == 200 && endpoint.hasOutput()) {
                throw new ApiServer.OutputException("method " + endpoint.name() + " replied without a body", "");
            }
            return new Reply.Empty(reply.status(), reply.headers());
        }
        if (reply.body() instanceof byte[] bytes) {
            return new Reply.Blob(reply.status(), bytes, reply.headers());
        }
        JsonNode tree = reply.body() instanceof JsonNode node ? node : Json.MAPPER.valueToTree(reply.body());
        checkOutput(reply.status(), tree);
        return new Reply.Json(reply.status(), isList() ? listMark().mark(tree) : tree, reply.headers());
    }

    private boolean isList() {
        return endpoint.query().containsKey(ListMark.TOKEN);
    }

    private ListMark listMark() {
        return ListMark.of(server.api(), endpoint.name(), params, query);
    }

    private void checkOutput(int status, JsonNode tree) {
        String output = endpoint.output();
        if (output == null || status >= 400) {
            return;
        }
        List<String> problems = server.api().schemas().validate(output, tree);
        if (!problems.isEmpty()) {
            throw new ApiServer.OutputException(
                    "method " + endpoint.name() + " replied with what its output schema does not allow: "
                            + rejection(output, problems),
                    "");
        }
    }

    @Override
    public String param(String name) {
        String value = params.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route of " + endpoint.name() + " has no parameter " + name);
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        if (!endpoint.query().containsKey(name)) {
            throw new IllegalArgumentException(endpoint.name() + " declares no query parameter " + name);
        }
        String value = query.get(name);
        return Optional.ofNullable(name.equals(ListMark.TOKEN) ? listMark().unmark(value) : value);
    }

    @Override
    public JsonNode body() {
        return body.json();
    }

    @Override
    public <T> T body(Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(body.json(), type);
        } catch (JacksonException e) {
            throw ApiException.inputError(
                    "The body cannot be understood: {{problem}}", Map.of("problem", e.getOriginalMessage()));
        }
    }

    @Override
    public void authorize(Map<String, ?> scopeParameters) {
        ScopeTemplate template = endpoint.scopes();
        if (template == null) {
            throw new IllegalStateException(endpoint.name() + " declares no scopes");
        }
        Map<String, Object> all = new HashMap<>(params);
        all.putAll(scopeParameters);
        ScopeExpression required = template.render(all);
        if (required == null) {
            caller().authorizeAnyone();
        } else {
            caller().authorize(required);
        }
    }

    @Override
    public void authorize(Authenticator authenticator, ScopeExpression required) {
        caller().authenticateBy(authenticator);
        caller().authorize(required);
    }

    @Override
    public String clientId() {
        return mayKnowCaller() ? caller().clientId() : Caller.nobody();
    }

    @Override
    public ScopeSet scopes() {
        return mayKnowCaller() ? caller().scopes() : ScopeSet.empty();
    }

    /** A public method never looks at credentials, unless it has authorised the caller by an authenticator of its own. */
    private boolean mayKnowCaller() {
        return !endpoint.isPublic() || (caller != null && caller.isAuthorised());
    }

    private Caller caller() {
        Caller known = caller;
        if (known == null) {
            known = new Caller(hawkRequest(), http.request().getContentType(), body.bytes(), server.authenticator());
            caller = known;
        }
        return known;
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(http.header(name));
    }

    @Override
    public String sourceIp() {
        return sourceIp;
    }

    @Override
    public String traceId() {
        return http.context().traceId();
    }

    @Override
    public HawkRequest hawkRequest() {
        return new HawkRequest(
                http.request().getMethod().toLowerCase(Locale.ROOT),
                http.resource(),
                ClientAddress.host(http.request()),
                ClientAddress.port(http.request()),
                http.header("authorization"),
                sourceIp);
    }

    @Override
    public Page page(int max) {
        return Page.parse(query.get("limit"), listMark().unmark(query.get(ListMark.TOKEN)), max);
    }

    @Override
    public boolean isClientGone() {
        return ClientConnection.of(http.request()).isGone();
    }

    /** What error replies show of the body. */
    JsonNode shownPayload() {
        if (body.bytes().length > MAX_SHOWN) {
            return StringNode.valueOf("a body of " + body.bytes().length + " bytes, too large to be shown");
        }
        if (endpoint.cleaner() == null) {
            return body.json();
        }
        try {
            return body.json().isObject() ? endpoint.cleaner().apply(body.json().deepCopy()) : RequestBody.NONE.json();
        } catch (RuntimeException e) {
            return RequestBody.NONE.json();
        }
    }

    /** Writes the line of this call into the access log; status 0 means that no reply could be sent. */
    void log(AccessLog log, int status) {
        Duration duration = Duration.ofNanos(System.nanoTime() - http.start());
        Instant expires = caller == null ? null : caller.expires();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", endpoint.name());
        fields.put("apiVersion", server.api().apiVersion());
        fields.put("resource", http.request().getRequestURI());
        fields.put("query", shownQuery());
        fields.put("method", http.request().getMethod());
        fields.put("statusCode", status);
        fields.put("duration", duration.toNanos() / 1e6);
        fields.put("public", endpoint.isPublic());
        fields.put("clientId", caller == null ? "" : caller.knownClientId());
        fields.put("expires", Objects.requireNonNullElse(expires, ""));
        fields.put("sourceIp", sourceIp);
        fields.put("satisfyingScopes", caller == null ? List.of() : caller.satisfyingScopes());
        fields.put("authenticated", caller != null && caller.isAuthorised());
        log.record(endpoint, http.request().getMethod(), status, duration, fields);
    }

    private Map<String, String> shownQuery() {
        String text = http.request().getQueryString();
        if (text == null || !text.contains("bewit=")) {
            return query;
        }
        Map<String, String> shown = new LinkedHashMap<>(query);
        shown.put("bewit", "...");
        return shown;
    }
}
