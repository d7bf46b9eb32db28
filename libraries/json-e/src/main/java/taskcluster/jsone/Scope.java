package taskcluster.jsone;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The names that expressions know at some place of a template; inner names hide outer ones. */
final class Scope {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final Map<String, ? extends JsonNode> names;
    private final @Nullable Scope outer;

    Scope(Map<String, ? extends JsonNode> names) {
        this(names, null);
    }

    private Scope(Map<String, ? extends JsonNode> names, @Nullable Scope outer) {
        this.names = names;
        this.outer = outer;
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    Scope with(Map<String, ? extends JsonNode> inner) {
        return new Scope(inner, this);
    }

    @Nullable
    JsonNode find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            JsonNode value = scope.names.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
