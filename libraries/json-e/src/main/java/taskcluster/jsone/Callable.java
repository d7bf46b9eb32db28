package taskcluster.jsone;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.POJONode;

/** A function as a value of the language, within a node of Jackson's. Equal only to itself. */
final class Callable {
    /** What a function does. */
    @FunctionalInterface
    interface Body {
        JsonNode call(List<JsonNode> arguments, Scope scope, Work work);
    }

    private final String name;
    private final Body body;

    private Callable(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    static JsonNode node(String name, Body body) {
        return JsonNodeFactory.instance.pojoNode(new Callable(name, body));
    }

    /** The function that a node holds. */
    static Callable of(JsonNode node) {
        if (node instanceof POJONode pojo && pojo.getPojo() instanceof Callable callable) {
            return callable;
        }
        throw JsonEException.interpreter(Values.brief(node) + " is not callable");
    }

    static boolean isIn(JsonNode node) {
        return node.isPojo();
    }

    JsonNode call(List<JsonNode> arguments, Scope scope, Work work) {
        return body.call(arguments, scope, work);
    }

    @Override
    public String toString() {
        return "function " + name;
    }
}
