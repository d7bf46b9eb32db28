package taskcluster.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import taskcluster.postgres.RejectedCallException;
import taskcluster.scopes.ScopeExpression;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An API with a method for each thing that the library does. */
final class DemoMethods {
    static final List<String> ROWS = List.of("a", "b", "c");

    /** What handlers did, for tests to wait for. */
    final BlockingQueue<String> happenings = new LinkedBlockingQueue<>();

    final CountDownLatch mayFinish = new CountDownLatch(1);

    record Thing(String name, int size) {}

    record Rows(List<String> rows, @Nullable String continuationToken) {}

    @ApiMethod(name = "public", route = "/public", title = "Public", description = "Anyone.", query = "limit")
    Object anyone(ApiRequest request) {
        return Map.of("clientId", request.clientId(), "scopes", request.scopes().scopes());
    }

    @ApiMethod(
            name = "scoped",
            route = "/scoped/<id>",
            scopes = "{AllOf: ['demo:get:<id>', 'demo:all']}",
            title = "Scoped",
            description = "Early authorisation.")
    Object scoped(ApiRequest request) {
        return Map.of("clientId", request.clientId(), "id", request.param("id"));
    }

    @ApiMethod(
            name = "putThing",
            verb = HttpVerb.PUT,
            route = "/thing/<id>",
            scopes = "demo:put:<id>",
            input = "v1/thing-request.json#",
            output = "v1/thing-response.json#",
            stability = Stability.STABLE,
            category = "Things",
            title = "Put Thing",
            description = "Stores a thing.")
    Thing put(ApiRequest request) {
        return request.body(Thing.class);
    }

    @ApiMethod(
            name = "echo",
            verb = HttpVerb.POST,
            route = "/echo",
            input = "v1/thing-request.json#",
            title = "Echo",
            description = "Gives back the body.")
    Object echo(ApiRequest request) {
        return request.body();
    }

    @ApiMethod(
            name = "anyBody",
            verb = HttpVerb.POST,
            route = "/any-body",
            title = "Any body",
            description = "Takes no input.")
    Object anyBody(ApiRequest request) {
        return request.body();
    }

    @ApiMethod(
            name = "secret",
            verb = HttpVerb.POST,
            route = "/secret",
            input = "v1/thing-request.json#",
            title = "Secret",
            description = "Its body is never shown.")
    Object secret(ApiRequest request) {
        throw ApiException.conflict(
                "There is {{thing}} already, not {{missing}}: {{object}}",
                Map.of("thing", "a thing", "object", Map.of("a", List.of(1))));
    }

    @ApiMethod(
            name = "forgetful",
            route = "/forgetful",
            scopes = "{AllOf: [{for: name, in: names, each: 'demo:name:<name>'}]}",
            title = "Forgetful",
            description = "Never authorises.")
    Object forgetful(ApiRequest request) {
        return Map.of("secret", "leaked");
    }

    @ApiMethod(
            name = "late",
            route = "/late/<name>",
            scopes = "{AllOf: [{for: n, in: names, each: 'demo:<name>:<n>'}]}",
            title = "Late",
            description = "Authorises late.")
    Object late(ApiRequest request) {
        request.authorize(Map.of("names", List.of("x", "y")));
        return Map.of("clientId", request.clientId());
    }

    @ApiMethod(
            name = "sometimes",
            route = "/sometimes/<how>",
            scopes = "{if: private, then: 'demo:private'}",
            title = "Sometimes",
            description = "Public unless it is private.")
    Object sometimes(ApiRequest request) {
        request.authorize(Map.of("private", request.param("how").equals("private")));
        return Map.of();
    }

    @ApiMethod(
            name = "eachOf",
            route = "/each/",
            query = "names",
            scopes = "{AllOf: [{for: n, in: names, each: 'demo:each:<n>'}]}",
            title = "Each",
            description = "Needs a scope for each name.")
    Object eachOf(ApiRequest request) {
        request.authorize(Map.of(
                "names",
                request.query("names").map(names -> List.of(names.split(","))).orElse(List.of())));
        return Map.of("clientId", request.clientId());
    }

    @ApiMethod(
            name = "either",
            route = "/either/<how>",
            scopes =
                    "{if: strict, then: {AllOf: ['demo:a', {AnyOf: ['demo:b', 'demo:c']}]}, else: {AnyOf: ['demo:a', 'demo:b']}}",
            title = "Either",
            description = "Needs more if it is strict.")
    Object either(ApiRequest request) {
        request.authorize(Map.of("strict", request.param("how").equals("strict")));
        return Map.of();
    }

    @ApiMethod(
            name = "careless",
            route = "/careless/<how>",
            scopes = "{AllOf: ['demo:<what>', {if: flag, then: 'demo:flag'}]}",
            title = "Careless",
            description = "Authorises with less than its scopes need, or with something else.")
    Object careless(ApiRequest request) {
        request.authorize(
                request.param("how").equals("less") ? Map.of("flag", true) : Map.of("what", "x", "flag", "true"));
        return Map.of();
    }

    @ApiMethod(name = "other", route = "/other", title = "Other", description = "Authorises by another table.")
    Object other(ApiRequest request) {
        TestAuthenticator others = new TestAuthenticator(Map.of("tester", List.of("test:*")));
        request.authorize(others, ScopeExpression.of("test:thing"));
        return Map.of("clientId", request.clientId(), "scopes", request.scopes().scopes());
    }

    @ApiMethod(
            name = "list",
            route = "/list/",
            query = {"continuationToken", "limit"},
            output = "v1/list-response.json#",
            title = "List",
            description = "Pages.")
    Object list(ApiRequest request) {
        Page page = request.page(2);
        String after = page.after().map(key -> key.get(0).asString()).orElse("");
        List<String> rest =
                ROWS.stream().filter(row -> row.compareTo(after) > 0).toList();
        if (rest.size() <= page.size()) {
            return new Rows(rest, null);
        }
        return new Rows(rest.subList(0, page.size()), Page.token(rest.get(page.size() - 1)));
    }

    @ApiMethod(
            name = "listOf",
            route = "/list-of/<owner>/",
            query = {"continuationToken", "limit", "kind"},
            title = "List of",
            description = "Pages of the rows of an owner.")
    Object listOf(ApiRequest request) {
        return list(request);
    }

    @ApiMethod(name = "wild", route = "/wild/<rest*>", title = "Wild", description = "Wildcard.")
    Object wild(ApiRequest request) {
        return Map.of("rest", request.param("rest"));
    }

    @ApiMethod(name = "segment", route = "/segment/<value>", title = "Segment", description = "One segment.")
    Object segment(ApiRequest request) {
        return Map.of("value", request.param("value"));
    }

    @ApiMethod(name = "fail", route = "/fail", title = "Fail", description = "Throws.")
    Object fail(ApiRequest request) {
        throw new IllegalStateException("an internal detail");
    }

    @ApiMethod(name = "error", route = "/error/<code>", title = "Error", description = "Throws an error of a code.")
    Object error(ApiRequest request) {
        throw new ApiException(request.param("code"), "it {{did}} not work", Map.of("did", "did"));
    }

    @ApiMethod(name = "rejected", route = "/rejected", title = "Rejected", description = "The database says no.")
    Object rejected(ApiRequest request) {
        throw new RejectedCallException(
                "TC404",
                "no {{what}} here",
                JsonNodeFactory.instance.objectNode().put("what", "thing"));
    }

    @ApiMethod(
            name = "badOutput",
            route = "/bad-output",
            output = "v1/thing-response.json#",
            title = "Bad output",
            description = "Replies with what it must not.")
    Object badOutput(ApiRequest request) {
        return Map.of("name", "leaked", "size", "large");
    }

    @ApiMethod(
            name = "noOutput",
            route = "/no-output",
            output = "v1/thing-response.json#",
            title = "No output",
            description = "Replies with nothing although it declares something.")
    @Nullable
    Object noOutput(ApiRequest request) {
        return null;
    }

    @ApiMethod(name = "nothing", verb = HttpVerb.DELETE, route = "/nothing", title = "Nothing", description = "Empty.")
    void nothing(ApiRequest request) {
        happenings.add("nothing");
    }

    @ApiMethod(name = "blob", route = "/blob", output = "blob", title = "Blob", description = "Not JSON.")
    Object blob(ApiRequest request) {
        return ApiReply.blob("image/svg+xml", "<svg/>".getBytes(StandardCharsets.UTF_8));
    }

    @ApiMethod(name = "redirect", route = "/redirect", title = "Redirect", description = "Elsewhere.")
    ApiReply redirect(ApiRequest request) {
        return ApiReply.redirect(303, "https://elsewhere.example.com/", Map.of("url", "https://elsewhere.example.com/"))
                .header("x-taskcluster-artifact-storage-type", "s3");
    }

    @ApiMethod(name = "large", route = "/large", title = "Large", description = "More than a kilobyte.")
    Object large(ApiRequest request) {
        return Map.of("text", "0123456789".repeat(500));
    }

    @ApiMethod(name = "slow", route = "/slow", title = "Slow", description = "Waits until it may finish.")
    Object slow(ApiRequest request) throws InterruptedException {
        happenings.add("started");
        happenings.add(request.isClientGone() ? "client is gone" : "client is there");
        return Map.of("finished", mayFinish.await(30, TimeUnit.SECONDS));
    }

    @ApiMethod(name = "gone", route = "/gone", title = "Gone", description = "Waits until the client is gone.")
    Object gone(ApiRequest request) throws InterruptedException {
        happenings.add(request.isClientGone() ? "gone at once" : "there");
        while (!request.isClientGone()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        happenings.add("gone");
        return Map.of();
    }

    /** What the API does with the body of {@code secret} in error replies. */
    static JsonNode clean(JsonNode payload) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("cleaned", payload.get("name").asString());
    }
}
