package taskcluster.scopes;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a caller must hold: one scope, all of several expressions (none: always true), or any of several (none: never). */
public sealed interface ScopeExpression {
    /** One required scope. */
    record Single(String scope) implements ScopeExpression {}

    /** Every part is required. */
    record AllOf(List<ScopeExpression> parts) implements ScopeExpression {
        public AllOf {
            parts = List.copyOf(parts);
        }
    }

    /** One part is enough. */
    record AnyOf(List<ScopeExpression> parts) implements ScopeExpression {
        public AnyOf {
            parts = List.copyOf(parts);
        }
    }

    static ScopeExpression of(String scope) {
        return new Single(scope);
    }

    static ScopeExpression allOf(String... scopes) {
        return new AllOf(List.of(scopes).stream().map(ScopeExpression::of).toList());
    }

    static ScopeExpression anyOf(String... scopes) {
        return new AnyOf(List.of(scopes).stream().map(ScopeExpression::of).toList());
    }

    /**
     * Reads an expression from its JSON form: a string, {@code {"AllOf": [...]}} or {@code {"AnyOf": [...]}}.
     *
     * @throws IllegalArgumentException if the tree is anything else, such as a list or an object with two keys
     */
    static ScopeExpression parse(@Nullable Object tree) {
        if (tree instanceof String scope) {
            if (!Scopes.isValid(scope)) {
                throw new IllegalArgumentException("not a valid scope: " + JsonText.quote(scope));
            }
            return new Single(scope);
        }
        if (tree instanceof Map<?, ?> object && object.size() == 1) {
            Map.Entry<?, ?> entry = object.entrySet().iterator().next();
            if (entry.getValue() instanceof List<?> list) {
                if ("AllOf".equals(entry.getKey())) {
                    return new AllOf(parseAll(list));
                }
                if ("AnyOf".equals(entry.getKey())) {
                    return new AnyOf(parseAll(list));
                }
            }
        }
        throw new IllegalArgumentException(
                "a scope expression is a scope, {\"AllOf\": [...]} or {\"AnyOf\": [...]}, not " + JsonText.of(tree));
    }

    private static List<ScopeExpression> parseAll(List<?> trees) {
        return trees.stream().map(ScopeExpression::parse).toList();
    }

    /** The JSON form as strings, lists and maps. */
    default Object toTree() {
        return switch (this) {
            case Single single -> single.scope();
            case AllOf all ->
                Map.of(
                        "AllOf",
                        all.parts().stream().map(ScopeExpression::toTree).toList());
            case AnyOf any ->
                Map.of(
                        "AnyOf",
                        any.parts().stream().map(ScopeExpression::toTree).toList());
        };
    }

    /** The JSON form as text, indented by two spaces; a single scope is printed bare, without quotes. */
    default String toJsonText() {
        return this instanceof Single single ? single.scope() : JsonText.of(toTree());
    }

    /**
     * An equivalent expression that is easier to read: nested nodes of one kind are flattened, a node of one part becomes
     * that part, duplicates go, and scopes come first and sorted. Scopes that another one covers are left out of an AllOf
     * only: as alternatives {@code a*} and {@code ab} differ.
     */
    default ScopeExpression simplify() {
        return switch (this) {
            case Single single -> single;
            case AllOf all -> {
                Set<ScopeExpression> nodes = new LinkedHashSet<>();
                Set<String> scopes = new TreeSet<>(Scopes::compare);
                for (ScopeExpression part : all.parts()) {
                    ScopeExpression simple = part.simplify();
                    flatten(simple instanceof AllOf inner ? inner.parts() : List.of(simple), scopes, nodes);
                }
                yield assemble(Scopes.normalise(scopes), nodes, AllOf::new);
            }
            case AnyOf any -> {
                Set<ScopeExpression> nodes = new LinkedHashSet<>();
                Set<String> scopes = new TreeSet<>(Scopes::compare);
                for (ScopeExpression part : any.parts()) {
                    ScopeExpression simple = part.simplify();
                    flatten(simple instanceof AnyOf inner ? inner.parts() : List.of(simple), scopes, nodes);
                }
                yield assemble(List.copyOf(scopes), nodes, AnyOf::new);
            }
        };
    }

    private static void flatten(List<ScopeExpression> parts, Set<String> scopes, Set<ScopeExpression> nodes) {
        for (ScopeExpression part : parts) {
            if (part instanceof Single single) {
                scopes.add(single.scope());
            } else {
                nodes.add(part);
            }
        }
    }

    private static ScopeExpression assemble(
            List<String> scopes, Set<ScopeExpression> nodes, Function<List<ScopeExpression>, ScopeExpression> kind) {
        LinkedHashSet<ScopeExpression> parts = new LinkedHashSet<>();
        scopes.forEach(scope -> parts.add(new Single(scope)));
        parts.addAll(nodes);
        return parts.size() == 1 ? parts.getFirst() : kind.apply(List.copyOf(parts));
    }
}
