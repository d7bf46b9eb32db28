package taskcluster.jsone;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;

/**
 * The JSON-e language: templates that are JSON themselves. What a template may do is bounded (work, size and depth of
 * values), so that templates of strangers can be rendered.
 */
public final class JsonE {
    private JsonE() {}

    /**
     * Renders a template.
     *
     * @param template any JSON; it is not changed, but parts of it may be parts of the result
     * @param context what expressions can refer to, by names of letters, digits and underscores: JSON, and
     *     {@linkplain #function functions}
     * @param now what the template takes for the present, unless the context has a {@code now} of its own
     * @return JSON; null where the template leaves nothing
     * @throws JsonEException if the template is wrong, or takes more work or space than allowed
     */
    public static JsonNode render(JsonNode template, Map<String, ? extends JsonNode> context, Instant now) {
        for (String name : context.keySet()) {
            if (!Scope.isName(name)) {
                throw JsonEException.template("top level keys of context must follow /[a-zA-Z_][a-zA-Z0-9_]*/");
            }
        }
        Map<String, JsonNode> names = new HashMap<>(Builtins.ALL);
        names.put("now", JsonNodeFactory.instance.stringNode(Json.timestamp(now)));
        names.putAll(context);
        Work work = new Work();
        JsonNode result = new Renderer(work).render(template, new Scope(names));
        if (result.isMissingNode()) {
            return NullNode.getInstance();
        }
        Values.requireJson(result, work);
        return result;
    }

    /**
     * A function for a context.
     *
     * @param name what errors call it
     * @param body gets the arguments; for arguments that it does not take it throws an {@link IllegalArgumentException},
     *     whose message becomes that of the template's error
     */
    public static JsonNode function(String name, Function<List<JsonNode>, JsonNode> body) {
        return Callable.node(name, (arguments, _, _) -> {
            try {
                return body.apply(arguments);
            } catch (IllegalArgumentException refused) {
                throw JsonEException.builtin(String.valueOf(refused.getMessage()));
            }
        });
    }
}
