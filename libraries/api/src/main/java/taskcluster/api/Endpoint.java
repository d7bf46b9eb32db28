package taskcluster.api;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import taskcluster.scopes.ScopeTemplate;
import tools.jackson.databind.JsonNode;

/**
 * A declared method, ready to be called.
 *
 * @param parameters what the values of the route's parameters must match, for those that have a pattern
 * @param query the names of query parameters and what their values must match
 * @param scopes null if anyone may call the method
 * @param authorizesEarly whether the route has all parameters of the scopes, so that callers are authorised before the
 *     method runs
 * @param input the schema of the body, null if there is none
 * @param output the schema that replies are checked against, null if they are not checked
 * @param cleaner hides the secrets of a body
 * @param handler takes an {@link ApiRequest}, gives an Object
 */
record Endpoint(
        ApiMethod declaration,
        Route route,
        Map<String, TextPattern> parameters,
        Map<String, TextPattern> query,
        @Nullable ScopeTemplate scopes,
        boolean authorizesEarly,
        @Nullable String input,
        @Nullable String output,
        @Nullable UnaryOperator<JsonNode> cleaner,
        MethodHandle handler) {
    private static final String BLOB = "blob";

    String name() {
        return declaration.name();
    }

    HttpVerb verb() {
        return declaration.verb();
    }

    boolean isPublic() {
        return scopes == null;
    }

    /**
     * The largest body that it takes, in bytes.
     *
     * @param usual what methods take that do not say otherwise
     */
    int maxBodySize(long usual) {
        return Math.toIntExact(Math.max(usual, declaration.maxInputMegabytes() * 1024L * 1024));
    }

    /** Whether the method declares what it replies with, so that replying with nothing is a mistake. */
    boolean hasOutput() {
        return !declaration.output().isEmpty();
    }

    /** The schemas that the declaration names. */
    static List<String> schemasOf(ApiMethod declaration) {
        return List.of(declaration.input(), declaration.output()).stream()
                .filter(name -> !name.isEmpty() && !name.equals(BLOB))
                .toList();
    }
}
