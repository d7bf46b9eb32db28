package taskcluster.jsone;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Computes the values of expressions. */
final class Evaluator {
    private final Work work;

    Evaluator(Work work) {
        this.work = work;
    }

    JsonNode evaluate(Expression expression, Scope scope) {
        work.step();
        return switch (expression) {
            case Expression.Literal(JsonNode value) -> value;
            case Expression.Name(String name) -> known(name, scope);
            case Expression.ListOf(List<Expression> elements) -> {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                elements.forEach(element -> list.add(evaluate(element, scope)));
                yield list;
            }
            case Expression.ObjectOf(List<Expression.Member> members) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                members.forEach(member -> object.set(member.key(), evaluate(member.value(), scope)));
                yield object;
            }
            case Expression.Unary(String operator, Expression operand) -> unary(operator, evaluate(operand, scope));
            case Expression.Binary binary -> binary(binary, scope);
            case Expression.Property(Expression target, String name) -> property(evaluate(target, scope), name);
            case Expression.Index(Expression target, Expression index) ->
                element(evaluate(target, scope), evaluate(index, scope));
            case Expression.Slice slice -> slice(slice, scope);
            case Expression.Call(Expression function, List<Expression> arguments) -> {
                Callable callable = Callable.of(evaluate(function, scope));
                List<JsonNode> values = new ArrayList<>();
                arguments.forEach(argument -> values.add(evaluate(argument, scope)));
                yield callable.call(values, scope, work);
            }
        };
    }

    private static JsonNode known(String name, Scope scope) {
        JsonNode value = scope.find(name);
        if (value == null) {
            throw JsonEException.interpreter("unknown context value " + name);
        }
        return value;
    }

    private static JsonNode unary(String operator, JsonNode operand) {
        if (operator.equals("!")) {
            return Values.bool(!Values.isTrue(operand));
        }
        if (!operand.isNumber()) {
            throw JsonEException.interpreter("unary " + operator + " expects a number");
        }
        return Values.number(operator.equals("-") ? -operand.doubleValue() : operand.doubleValue());
    }

    private JsonNode binary(Expression.Binary binary, Scope scope) {
        JsonNode left = evaluate(binary.left(), scope);
        String operator = binary.operator();
        if (operator.equals("||") || operator.equals("&&")) {
            boolean isDecided = Values.isTrue(left) == operator.equals("||");
            return Values.bool(isDecided ? Values.isTrue(left) : Values.isTrue(evaluate(binary.right(), scope)));
        }
        JsonNode right = evaluate(binary.right(), scope);
        return switch (operator) {
            case "==" -> Values.bool(Values.areEqual(left, right, work));
            case "!=" -> Values.bool(!Values.areEqual(left, right, work));
            case "in" -> Values.bool(isIn(left, right));
            case "<", ">", "<=", ">=" -> Values.bool(isInOrder(operator, left, right));
            default -> arithmetic(operator, left, right);
        };
    }

    private boolean isIn(JsonNode left, JsonNode right) {
        if (right.isArray()) {
            for (JsonNode element : right) {
                if (Values.areEqual(left, element, work)) {
                    return true;
                }
            }
            return false;
        }
        if (!left.isString() || !(right.isString() || right.isObject())) {
            throw JsonEException.interpreter(
                    "infix: in expects an array, or a string on its left and a string or object on its right");
        }
        if (right.isObject()) {
            return right.has(left.stringValue());
        }
        work.characters(right.stringValue().length());
        return right.stringValue().contains(left.stringValue());
    }

    private static boolean isInOrder(String operator, JsonNode left, JsonNode right) {
        int order;
        if (left.isNumber() && right.isNumber()) {
            order = Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
        } else if (left.isString() && right.isString()) {
            order = left.stringValue().compareTo(right.stringValue());
        } else {
            throw JsonEException.interpreter("infix: " + operator + " expects two numbers or two strings");
        }
        return switch (operator) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    private JsonNode arithmetic(String operator, JsonNode left, JsonNode right) {
        if (operator.equals("+") && left.isString() && right.isString()) {
            String text = left.stringValue() + right.stringValue();
            work.characters(text.length());
            return Values.text(text);
        }
        if (!left.isNumber() || !right.isNumber()) {
            throw JsonEException.interpreter("infix: " + operator + " expects "
                    + (operator.equals("+") ? "two numbers or two strings" : "numbers"));
        }
        double a = left.doubleValue();
        double b = right.doubleValue();
        if (operator.equals("/") && b == 0) {
            throw JsonEException.interpreter("division by zero");
        }
        return Values.number(
                switch (operator) {
                    case "+" -> a + b;
                    case "-" -> a - b;
                    case "*" -> a * b;
                    case "/" -> a / b;
                    default -> Math.pow(a, b);
                });
    }

    private static JsonNode property(JsonNode target, String name) {
        if (!target.isObject()) {
            throw JsonEException.interpreter("infix: . expects objects");
        }
        JsonNode value = target.get(name);
        if (value == null) {
            throw JsonEException.interpreter("object has no property \"" + name + "\"");
        }
        return value;
    }

    private JsonNode element(JsonNode target, JsonNode index) {
        if (target.isObject()) {
            if (!index.isString()) {
                throw JsonEException.interpreter("object keys must be strings");
            }
            JsonNode value = target.get(index.stringValue());
            return value == null ? NullNode.getInstance() : value;
        }
        int length = length(target);
        long place = wholeNumber(index);
        if (place >= length) {
            throw JsonEException.interpreter("index out of bounds");
        }
        int start = (int) (place < 0 ? Math.max(0, length + place) : place);
        if (start >= length) {
            throw JsonEException.interpreter("index out of bounds");
        }
        return target.isArray() ? target.get(start) : part(target.stringValue(), start, start + 1);
    }

    private JsonNode slice(Expression.Slice slice, Scope scope) {
        JsonNode target = evaluate(slice.target(), scope);
        int length = length(target);
        int start = bound(slice.start(), 0, length, scope);
        int end = Math.max(start, bound(slice.end(), length, length, scope));
        if (!target.isArray()) {
            return part(target.stringValue(), start, end);
        }
        work.values(end - start);
        ArrayNode part = JsonNodeFactory.instance.arrayNode();
        for (int i = start; i < end; i++) {
            part.add(target.get(i));
        }
        return part;
    }

    private int bound(@Nullable Expression expression, int absent, int length, Scope scope) {
        if (expression == null) {
            return absent;
        }
        long place = wholeNumber(evaluate(expression, scope));
        return (int) Math.clamp(place < 0 ? length + place : place, 0L, length);
    }

    /** The number of elements, or of code points. */
    private int length(JsonNode target) {
        if (target.isArray()) {
            return target.size();
        }
        if (!target.isString()) {
            throw JsonEException.interpreter("infix: [..] expects object, array, or string");
        }
        String text = target.stringValue();
        work.characters(text.length());
        return text.codePointCount(0, text.length());
    }

    private static JsonNode part(String text, int start, int end) {
        int from = text.offsetByCodePoints(0, start);
        return Values.text(text.substring(from, text.offsetByCodePoints(from, end - start)));
    }

    private static long wholeNumber(JsonNode value) {
        if (!value.isNumber() || value.doubleValue() != Math.rint(value.doubleValue())) {
            throw JsonEException.interpreter("should only use integers to access arrays or strings");
        }
        return (long) value.doubleValue();
    }
}
