package taskcluster.jsone;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** What the language says about values: types, truth, equality, texts. Its numbers are doubles. */
final class Values {
    /** Stands for what a template leaves out. */
    static final JsonNode NOTHING = MissingNode.getInstance();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final double MAX_EXACT = 1L << 53;
    private static final int LONGEST_PLAIN = 21;
    private static final int MOST_ZEROS = 6;
    private static final int BRIEF = 60;

    private Values() {}

    static JsonNode text(String text) {
        return NODES.stringNode(text);
    }

    static JsonNode number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw JsonEException.interpreter("the result is not a number");
        }
        return value == Math.rint(value) && Math.abs(value) <= MAX_EXACT
                ? NODES.numberNode((long) value)
                : NODES.numberNode(value);
    }

    static JsonNode bool(boolean value) {
        return NODES.booleanNode(value);
    }

    static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case POJO -> "function";
            case NULL, MISSING, BINARY -> "null";
        };
    }

    static boolean isTrue(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> !value.stringValue().isEmpty();
            case NUMBER -> value.doubleValue() != 0;
            case BOOLEAN -> value.booleanValue();
            case ARRAY, OBJECT -> !value.isEmpty();
            case POJO -> true;
            case NULL, MISSING, BINARY -> false;
        };
    }

    static boolean areEqual(JsonNode left, JsonNode right, Work work) {
        return areEqual(left, right, work, 0);
    }

    private static boolean areEqual(JsonNode left, JsonNode right, Work work, int depth) {
        work.step();
        Work.checkDepth(depth);
        if (left.isNumber() && right.isNumber()) {
            return left.doubleValue() == right.doubleValue();
        }
        if (left.isArray() && right.isArray()) {
            boolean equal = left.size() == right.size();
            for (int i = 0; equal && i < left.size(); i++) {
                equal = areEqual(left.get(i), right.get(i), work, depth + 1);
            }
            return equal;
        }
        if (left.isObject() && right.isObject()) {
            boolean equal = left.size() == right.size();
            Iterator<Map.Entry<String, JsonNode>> members = left.properties().iterator();
            while (equal && members.hasNext()) {
                Map.Entry<String, JsonNode> member = members.next();
                JsonNode other = right.get(member.getKey());
                equal = other != null && areEqual(member.getValue(), other, work, depth + 1);
            }
            return equal;
        }
        return left.equals(right);
    }

    /** The shortest text that stands for the number, in the form of ECMAScript: {@code 1}, {@code 0.5}, {@code 1e+22}. */
    static String numberText(double value) {
        if (value == 0) {
            return "0";
        }
        // Java's own text has the fewest digits, too; only its form differs.
        BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        String digits = exact.unscaledValue().toString();
        int point = digits.length() - exact.scale();
        String text;
        if (point > LONGEST_PLAIN || point <= -MOST_ZEROS) {
            int exponent = point - 1;
            text = digits.charAt(0)
                    + (digits.length() > 1 ? "." + digits.substring(1) : "")
                    + (exponent < 0 ? "e-" : "e+")
                    + Math.abs(exponent);
        } else if (point <= 0) {
            text = "0." + "0".repeat(-point) + digits;
        } else if (point >= digits.length()) {
            text = digits + "0".repeat(point - digits.length());
        } else {
            text = digits.substring(0, point) + "." + digits.substring(point);
        }
        return value < 0 ? "-" + text : text;
    }

    /** A value as JSON for error messages, shortened. */
    static String brief(JsonNode value) {
        String text = value.isContainer() ? type(value) : value.toString();
        return text.length() <= BRIEF ? text : text.substring(0, BRIEF) + "...";
    }

    /**
     * The value as JSON without spaces and with sorted keys.
     *
     * @throws JsonEException if there is a function in it
     */
    static String canonical(JsonNode value, Work work) {
        StringBuilder json = new StringBuilder();
        write(value, json, work, 0);
        return json.toString();
    }

    private static void write(JsonNode value, StringBuilder json, Work work, int depth) {
        work.step();
        Work.checkDepth(depth);
        if (value.isArray()) {
            json.append('[');
            for (int i = 0; i < value.size(); i++) {
                json.append(i == 0 ? "" : ",");
                write(value.get(i), json, work, depth + 1);
            }
            json.append(']');
        } else if (value.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            value.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            json.append('{');
            String separator = "";
            for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
                json.append(separator).append(text(member.getKey())).append(':');
                write(member.getValue(), json, work, depth + 1);
                separator = ",";
            }
            json.append('}');
        } else if (Callable.isIn(value)) {
            throw JsonEException.template("functions cannot be written as JSON");
        } else {
            String text = value.isNumber() ? numberText(value.doubleValue()) : value.toString();
            work.characters(text.length());
            json.append(text);
        }
    }

    /**
     * Makes sure that a result is JSON.
     *
     * @throws JsonEException if there is a function in it, or it is too big or too deep
     */
    static void requireJson(JsonNode value, Work work) {
        requireJson(value, work, 0);
    }

    private static void requireJson(JsonNode value, Work work, int depth) {
        work.step();
        Work.checkDepth(depth);
        if (Callable.isIn(value)) {
            throw JsonEException.template("evaluated template contained uncalled functions");
        }
        if (value.isString()) {
            work.characters(value.stringValue().length());
        }
        value.values().forEach(element -> requireJson(element, work, depth + 1));
    }
}
