package taskcluster.jsone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The functions that every template has. */
final class Builtins {
    static final Map<String, JsonNode> ALL = new Builtins().functions;

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,15}");

    private final Map<String, JsonNode> functions = new HashMap<>();

    private Builtins() {
        addNumbers();
        addTexts();
        addLists();
        addOthers();
    }

    private void add(String name, Callable.Body body) {
        functions.put(name, Callable.node(name, body));
    }

    private static JsonEException invalid(String name) {
        return JsonEException.builtin("invalid arguments to builtin: " + name);
    }

    private static void require(boolean isValid, String name) {
        if (!isValid) {
            throw invalid(name);
        }
    }

    private void addNumbers() {
        fold("max", Math::max);
        fold("min", Math::min);
        ofNumber("sqrt", Math::sqrt);
        ofNumber("ceil", Math::ceil);
        ofNumber("floor", Math::floor);
        ofNumber("abs", Math::abs);
        add("number", (arguments, _, _) -> {
            require(arguments.size() == 1 && arguments.getFirst().isString(), "number");
            return Values.number(parseNumber(arguments.getFirst().stringValue()));
        });
    }

    private void fold(String name, DoubleBinaryOperator operator) {
        add(name, (arguments, _, _) -> {
            require(!arguments.isEmpty() && arguments.stream().allMatch(JsonNode::isNumber), name);
            return Values.number(arguments.stream()
                    .mapToDouble(JsonNode::doubleValue)
                    .reduce(operator)
                    .orElseThrow());
        });
    }

    private void ofNumber(String name, DoubleUnaryOperator operator) {
        add(name, (arguments, _, _) -> {
            require(arguments.size() == 1 && arguments.getFirst().isNumber(), name);
            return Values.number(operator.applyAsDouble(arguments.getFirst().doubleValue()));
        });
    }

    private static double parseNumber(String text) {
        String trimmed = strip(text, true, true);
        if (trimmed.isEmpty()) {
            return 0;
        }
        if (HEXADECIMAL.matcher(trimmed).matches()) {
            return Long.parseLong(trimmed.substring(2), 16);
        }
        require(DECIMAL.matcher(trimmed).matches(), "number");
        return Double.parseDouble(trimmed);
    }

    private void addTexts() {
        ofText("lowercase", text -> text.toLowerCase(Locale.ROOT));
        ofText("uppercase", text -> text.toUpperCase(Locale.ROOT));
        ofText("strip", text -> strip(text, true, true));
        ofText("lstrip", text -> strip(text, true, false));
        ofText("rstrip", text -> strip(text, false, true));
        add("str", (arguments, _, _) -> {
            require(arguments.size() == 1, "str");
            JsonNode value = arguments.getFirst();
            require(!value.isContainer() && !Callable.isIn(value), "str");
            return Values.text(value.isNull() ? "null" : plain(value));
        });
        add("split", (arguments, _, work) -> {
            require(arguments.size() == 2, "split");
            require(arguments.getFirst().isString() && isTextOrNumber(arguments.get(1)), "split");
            return split(arguments.getFirst().stringValue(), plain(arguments.get(1)), work);
        });
        add("join", (arguments, _, work) -> {
            require(arguments.size() == 2, "join");
            require(arguments.getFirst().isArray() && isTextOrNumber(arguments.get(1)), "join");
            return join(arguments.getFirst(), plain(arguments.get(1)), work);
        });
    }

    private void ofText(String name, UnaryOperator<String> operator) {
        add(name, (arguments, _, work) -> {
            require(arguments.size() == 1 && arguments.getFirst().isString(), name);
            String text = arguments.getFirst().stringValue();
            work.characters(text.length());
            return Values.text(operator.apply(text));
        });
    }

    private static boolean isTextOrNumber(JsonNode value) {
        return value.isString() || value.isNumber();
    }

    /** A text as it is, a number or truth value as text, null as nothing. */
    static String plain(JsonNode value) {
        if (value.isNumber()) {
            return Values.numberText(value.doubleValue());
        }
        return value.isNull() ? "" : value.asString();
    }

    private static String strip(String text, boolean leading, boolean trailing) {
        int start = 0;
        int end = text.length();
        while (leading && start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (trailing && end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\ufeff';
    }

    private static JsonNode split(String text, String delimiter, Work work) {
        work.characters(text.length());
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        if (delimiter.isEmpty()) {
            work.values(text.length());
            text.codePoints().forEach(point -> parts.add(Character.toString(point)));
            return parts;
        }
        int start = 0;
        for (int end = text.indexOf(delimiter); end >= 0; end = text.indexOf(delimiter, start)) {
            work.step();
            parts.add(text.substring(start, end));
            start = end + delimiter.length();
        }
        return parts.add(text.substring(start));
    }

    private static JsonNode join(JsonNode list, String separator, Work work) {
        List<String> parts = new ArrayList<>();
        for (JsonNode element : list) {
            require(!element.isContainer() && !Callable.isIn(element), "join");
            String part = plain(element);
            work.step();
            work.characters(part.length() + (long) separator.length());
            parts.add(part);
        }
        return Values.text(String.join(separator, parts));
    }

    private void addLists() {
        add("len", (arguments, _, work) -> {
            require(arguments.size() == 1, "len");
            JsonNode value = arguments.getFirst();
            require(value.isString() || value.isArray(), "len");
            if (value.isArray()) {
                return Values.number(value.size());
            }
            work.characters(value.stringValue().length());
            return Values.number((double) value.stringValue().codePoints().count());
        });
        add("range", (arguments, _, work) -> {
            require(arguments.size() == 2 || arguments.size() == 3, "range");
            for (JsonNode argument : arguments) {
                require(argument.isNumber() && argument.doubleValue() == Math.rint(argument.doubleValue()), "range");
            }
            double step = arguments.size() == 3 ? arguments.get(2).doubleValue() : 1;
            require(step != 0, "range");
            return range(arguments.getFirst().doubleValue(), arguments.get(1).doubleValue(), step, work);
        });
    }

    private static JsonNode range(double start, double stop, double step, Work work) {
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
        for (double number = start; step > 0 ? number < stop : number > stop; number += step) {
            work.step();
            numbers.add(Values.number(number));
        }
        return numbers;
    }

    private void addOthers() {
        add("fromNow", (arguments, scope, _) -> {
            require(arguments.size() == 1 || arguments.size() == 2, "fromNow");
            require(arguments.stream().allMatch(JsonNode::isString), "fromNow");
            return Times.fromNow(
                    arguments.getFirst().stringValue(), arguments.size() == 2 ? arguments.get(1) : Times.now(scope));
        });
        add("typeof", (arguments, _, _) -> {
            require(arguments.size() == 1, "typeof");
            return Values.text(Values.type(arguments.getFirst()));
        });
        add("defined", (arguments, scope, _) -> {
            require(arguments.size() == 1 && arguments.getFirst().isString(), "defined");
            return Values.bool(scope.find(arguments.getFirst().stringValue()) != null);
        });
    }
}
