package taskcluster.scopes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A scope expression with parameters, as an API method declares it:
 *
 * <ul>
 *   <li>a scope in which {@code <name>} stands for a string or a number,
 *   <li>{@code {AllOf: [...]}} and {@code {AnyOf: [...]}},
 *   <li>{@code {for: x, in: list, each: "text <x>"}} inside those: one scope for each string of a list,
 *   <li>{@code {if: flag, then: ..., else: ...}}: nothing at all if the flag is false and there is no {@code else}.
 * </ul>
 */
public final class ScopeTemplate {
    private final Object tree;
    private final TemplateNode root;
    private final Map<String, TemplateNode.Type> types;

    private ScopeTemplate(Object tree, TemplateNode root, Map<String, TemplateNode.Type> types) {
        this.tree = tree;
        this.root = root;
        this.types = Collections.unmodifiableMap(types);
    }

    /**
     * Reads a declaration made of strings, lists and maps.
     *
     * @throws IllegalArgumentException if it is not well formed, or uses one parameter with two different types
     */
    public static ScopeTemplate parse(@Nullable Object tree) {
        TemplateNode root = TemplateNode.parse(tree);
        if (tree == null || !root.isAllowedAtRoot()) {
            throw new IllegalArgumentException(
                    "a list of scopes needs an AllOf or AnyOf around it: " + JsonText.of(tree));
        }
        Map<String, TemplateNode.Type> types = new LinkedHashMap<>();
        root.collectParameters(types);
        return new ScopeTemplate(tree, root, types);
    }

    /** The names of all parameters, in order of appearance. */
    public Set<String> parameters() {
        return types.keySet();
    }

    /** Whether the given parameters, all of them strings, are enough to render this template. */
    public boolean needsOnly(Set<String> stringParameters) {
        return types.entrySet().stream()
                .allMatch(parameter -> parameter.getValue() == TemplateNode.Type.STRING
                        && stringParameters.contains(parameter.getKey()));
    }

    /**
     * The expression for the given values; null if the template renders to nothing, which makes the call public.
     *
     * @throws IllegalArgumentException if a value is missing or not of the type that its use demands: an error of the
     *     program, not of the caller
     */
    public @Nullable ScopeExpression render(Map<String, ?> parameters) {
        List<ScopeExpression> rendered = new ArrayList<>();
        root.render(parameters, rendered);
        return rendered.isEmpty() ? null : rendered.getFirst();
    }

    /** The declaration as given to {@link #parse}. */
    public Object tree() {
        return tree;
    }

    @Override
    public String toString() {
        return JsonText.of(tree);
    }
}
