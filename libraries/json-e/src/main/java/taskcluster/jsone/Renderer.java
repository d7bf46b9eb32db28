package taskcluster.jsone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Renders templates: everything but the operators themselves. */
final class Renderer {
    private static final Pattern RESERVED = Pattern.compile("\\$[a-zA-Z][a-zA-Z0-9]*");
    private static final Pattern PLAIN_KEY = Pattern.compile("[a-zA-Z0-9]+");

    private final Work work;
    private final Evaluator evaluator;
    private final Operators operators;
    /** Templates in loops have the same expressions again and again. */
    private final Map<String, Expression> parsed = new HashMap<>();

    private int depth;

    Renderer(Work work) {
        this.work = work;
        this.evaluator = new Evaluator(work);
        this.operators = new Operators(this, work);
    }

    /** The value of a template; {@link Values#NOTHING} if it leaves nothing. */
    JsonNode render(JsonNode template, Scope scope) {
        work.step();
        Work.checkDepth(++depth);
        JsonNode result = switch (template.getNodeType()) {
            case STRING -> Values.text(interpolate(template.stringValue(), scope));
            case ARRAY -> list(template, scope);
            case OBJECT -> object((ObjectNode) template, scope);
            case NUMBER, BOOLEAN, NULL, MISSING, BINARY, POJO -> template;
        };
        depth--;
        return result;
    }

    JsonNode evaluate(String expression, Scope scope) {
        return evaluator.evaluate(parsed.computeIfAbsent(expression, Parser::parse), scope);
    }

    private JsonNode list(JsonNode template, Scope scope) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < template.size(); i++) {
            JsonNode element;
            try {
                element = render(template.get(i), scope);
            } catch (JsonEException wrong) {
                throw wrong.within("[" + i + "]");
            }
            if (!element.isMissingNode()) {
                list.add(element);
            }
        }
        return list;
    }

    private JsonNode object(ObjectNode template, Scope scope) {
        List<String> named = template.propertyNames().stream()
                .filter(Operators.NAMES::contains)
                .toList();
        if (named.size() > 1) {
            throw JsonEException.template("only one operator allowed");
        }
        return named.isEmpty() ? plainObject(template, scope) : operators.apply(named.getFirst(), template, scope);
    }

    private JsonNode plainObject(ObjectNode template, Scope scope) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : template.properties()) {
            String key = member.getKey();
            JsonNode value;
            try {
                value = render(member.getValue(), scope);
            } catch (JsonEException wrong) {
                throw wrong.within(PLAIN_KEY.matcher(key).matches() ? "." + key : "[" + Values.text(key) + "]");
            }
            if (!value.isMissingNode()) {
                object.set(key(key, scope), value);
            }
        }
        return object;
    }

    private String key(String key, Scope scope) {
        if (key.startsWith("$$")) {
            return key.substring(1);
        }
        if (RESERVED.matcher(key).matches()) {
            throw JsonEException.template("$<identifier> is reserved; use $$<identifier>");
        }
        return interpolate(key, scope);
    }

    private String interpolate(String text, Scope scope) {
        int dollar = text.indexOf("${");
        if (dollar < 0) {
            return text;
        }
        work.characters(text.length());
        StringBuilder result = new StringBuilder();
        int copied = 0;
        while (dollar >= 0) {
            if (dollar > copied && text.charAt(dollar - 1) == '$') {
                result.append(text, copied, dollar - 1).append("${");
                copied = dollar + 2;
            } else {
                result.append(text, copied, dollar);
                Parser.Embedded embedded = Parser.parseUntilBrace(text, dollar + 2);
                String source = text.substring(dollar + 2, embedded.end() - 1);
                append(evaluator.evaluate(embedded.expression(), scope), source, result);
                copied = embedded.end();
            }
            dollar = text.indexOf("${", copied);
        }
        return result.append(text, copied, text.length()).toString();
    }

    private void append(JsonNode value, String source, StringBuilder result) {
        if (value.isContainer() || Callable.isIn(value)) {
            throw JsonEException.template("interpolation of '" + source.strip() + "' produced "
                    + (value.isContainer() ? "an array or object" : "a function"));
        }
        String text = Builtins.plain(value);
        work.characters(text.length());
        result.append(text);
    }
}
