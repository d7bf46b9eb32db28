package taskcluster.scopes;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One node of a scope template. Rendering appends to a list, since a loop gives many expressions and an if maybe none. */
sealed interface TemplateNode {
    Pattern PLACEHOLDER = Pattern.compile("<([a-zA-Z][a-zA-Z0-9_]*)>");
    Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");

    /** What a parameter has to be. */
    enum Type {
        STRING("a string or a number"),
        STRINGS("an array of strings"),
        BOOLEAN("a boolean");

        final String description;

        Type(String description) {
            this.description = description;
        }
    }

    /** A scope with placeholders. */
    record Text(String text) implements TemplateNode {
        List<String> names() {
            return PLACEHOLDER
                    .matcher(text)
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        }

        String substitute(Map<String, ?> parameters) {
            return PLACEHOLDER
                    .matcher(text)
                    .replaceAll(
                            match -> Matcher.quoteReplacement(print(match.group(1), parameters.get(match.group(1)))));
        }

        private static String print(String name, @Nullable Object value) {
            return switch (value) {
                case String string -> string;
                case Double number -> plain(new BigDecimal(number.toString()));
                case Float number -> plain(new BigDecimal(number.toString()));
                case BigDecimal number -> plain(number);
                case Number number -> number.toString();
                case null, default -> throw wrongType(name, Type.STRING, value);
            };
        }

        private static String plain(BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
    }

    /** An AllOf. */
    record All(List<TemplateNode> parts) implements TemplateNode {}

    /** An AnyOf. */
    record Any(List<TemplateNode> parts) implements TemplateNode {}

    /** A loop over the strings of a parameter. */
    record Each(String variable, String list, Text each) implements TemplateNode {
        void renderEach(Map<String, ?> parameters, List<ScopeExpression> into) {
            Map<String, @Nullable Object> scope = new HashMap<>(parameters);
            for (String value : values(parameters.get(list))) {
                scope.put(variable, value);
                into.add(new ScopeExpression.Single(each.substitute(scope)));
            }
        }

        private List<String> values(@Nullable Object value) {
            List<?> items = switch (value) {
                case Collection<?> collection -> List.copyOf(collection);
                case Object[] array -> List.of(array);
                case null, default -> throw wrongType(list, Type.STRINGS, value);
            };
            List<String> strings = new ArrayList<>(items.size());
            for (Object item : items) {
                if (!(item instanceof String string)) {
                    throw wrongType(list, Type.STRINGS, value);
                }
                strings.add(string);
            }
            return strings;
        }
    }

    /** A choice by a parameter. */
    record If(String flag, TemplateNode then, @Nullable TemplateNode otherwise) implements TemplateNode {
        boolean isSet(Map<String, ?> parameters) {
            if (parameters.get(flag) instanceof Boolean set) {
                return set;
            }
            throw wrongType(flag, Type.BOOLEAN, parameters.get(flag));
        }
    }

    static TemplateNode parse(@Nullable Object tree) {
        if (tree instanceof String text) {
            return parseText(text);
        }
        if (tree instanceof Map<?, ?> map) {
            Set<?> keys = map.keySet();
            if (keys.equals(Set.of("AllOf")) && map.get("AllOf") instanceof List<?> list) {
                return new All(parseAll(list));
            }
            if (keys.equals(Set.of("AnyOf")) && map.get("AnyOf") instanceof List<?> list) {
                return new Any(parseAll(list));
            }
            if (keys.equals(Set.of("for", "in", "each")) && map.get("each") instanceof String each) {
                return new Each(name(map.get("for")), name(map.get("in")), parseText(each));
            }
            if (keys.equals(Set.of("if", "then")) || keys.equals(Set.of("if", "then", "else"))) {
                TemplateNode otherwise = keys.contains("else") ? parse(map.get("else")) : null;
                return new If(name(map.get("if")), parse(map.get("then")), otherwise);
            }
        }
        throw new IllegalArgumentException("not a scope expression template: " + JsonText.of(tree));
    }

    private static List<TemplateNode> parseAll(List<?> trees) {
        return trees.stream().map(TemplateNode::parse).toList();
    }

    private static Text parseText(String text) {
        if (!Scopes.isValid(text)) {
            throw new IllegalArgumentException("not a valid scope: " + JsonText.quote(text));
        }
        return new Text(text);
    }

    private static String name(@Nullable Object name) {
        if (name instanceof String text && NAME.matcher(text).matches()) {
            return text;
        }
        throw new IllegalArgumentException("not the name of a parameter: " + JsonText.of(name));
    }

    /** Whether the node gives one expression or none: a loop does not, wherever in an if it may be. */
    default boolean isAllowedAtRoot() {
        return switch (this) {
            case Text _, All _, Any _ -> true;
            case Each _ -> false;
            case If choice ->
                choice.then().isAllowedAtRoot()
                        && (choice.otherwise() == null || choice.otherwise().isAllowedAtRoot());
        };
    }

    default void collectParameters(Map<String, Type> types) {
        switch (this) {
            case Text text -> text.names().forEach(name -> declare(types, name, Type.STRING));
            case All all -> all.parts().forEach(part -> part.collectParameters(types));
            case Any any -> any.parts().forEach(part -> part.collectParameters(types));
            case Each each -> {
                declare(types, each.list(), Type.STRINGS);
                for (String name : each.each().names()) {
                    if (!name.equals(each.variable())) {
                        declare(types, name, Type.STRING);
                    }
                }
            }
            case If choice -> {
                declare(types, choice.flag(), Type.BOOLEAN);
                choice.then().collectParameters(types);
                if (choice.otherwise() != null) {
                    choice.otherwise().collectParameters(types);
                }
            }
        }
    }

    private static void declare(Map<String, Type> types, String name, Type type) {
        Type known = types.putIfAbsent(name, type);
        if (known != null && known != type) {
            throw new IllegalArgumentException(
                    "parameter '%s' is used both as %s and as %s".formatted(name, known.description, type.description));
        }
    }

    default void render(Map<String, ?> parameters, List<ScopeExpression> into) {
        switch (this) {
            case Text text -> into.add(new ScopeExpression.Single(text.substitute(parameters)));
            case All all -> into.add(new ScopeExpression.AllOf(renderAll(all.parts(), parameters)));
            case Any any -> into.add(new ScopeExpression.AnyOf(renderAll(any.parts(), parameters)));
            case Each each -> each.renderEach(parameters, into);
            case If choice -> {
                TemplateNode chosen = choice.isSet(parameters) ? choice.then() : choice.otherwise();
                if (chosen != null) {
                    chosen.render(parameters, into);
                }
            }
        }
    }

    private static List<ScopeExpression> renderAll(List<TemplateNode> parts, Map<String, ?> parameters) {
        List<ScopeExpression> rendered = new ArrayList<>();
        parts.forEach(part -> part.render(parameters, rendered));
        return rendered;
    }

    private static IllegalArgumentException wrongType(String name, Type type, @Nullable Object value) {
        String given = value == null ? "is missing" : "is a " + value.getClass().getSimpleName();
        return new IllegalArgumentException(
                "scope parameter '%s' must be %s but %s".formatted(name, type.description, given));
    }
}
