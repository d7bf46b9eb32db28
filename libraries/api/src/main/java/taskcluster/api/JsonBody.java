package taskcluster.api;

import java.math.BigInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON from outside. It refuses what could not be stored later: nesting deeper than 500, numbers out of the range of
 * a double, the character U+0000 and halves of surrogate pairs. A number without a fraction is an integer however it is
 * written, and of equal keys the last one counts.
 */
final class JsonBody {
    private static final int MAX_DEPTH = 500;
    /** The whole numbers up to here are exact in a double. */
    private static final double MAX_EXACT = 1L << 53;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonBody() {}

    /** The text is not JSON, or not JSON that we take. The message says why, and where in the document if that is known. */
    static final class MalformedException extends Exception {
        private final String unquoted;

        MalformedException(String message) {
            this(message, message);
        }

        private MalformedException(String message, String unquoted) {
            super(message);
            this.unquoted = unquoted;
        }

        /** The message without any value of the document. */
        String unquoted() {
            return unquoted;
        }
    }

    static JsonNode parse(byte[] bytes) throws MalformedException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedException("Unexpected end of input");
            }
            JsonNode value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new MalformedException("Unexpected text after the JSON value at offset "
                        + parser.currentTokenLocation().getByteOffset());
            }
            return value;
        } catch (JacksonException e) {
            throw new MalformedException(e.getOriginalMessage() + place(e), "error" + place(e));
        }
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static JsonNode value(JsonParser parser, JsonToken token) throws MalformedException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.stringNode(text(parser, parser.getString()));
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new MalformedException("Unexpected " + token);
        };
    }

    private static ObjectNode object(JsonParser parser) throws MalformedException {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            text(parser, name);
            object.set(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws MalformedException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }

    private static JsonNode integer(JsonParser parser) throws MalformedException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> {
                BigInteger value = parser.getBigIntegerValue();
                finite(parser, value.doubleValue());
                yield NODES.numberNode(value);
            }
        };
    }

    private static JsonNode number(JsonParser parser) throws MalformedException {
        double value = finite(parser, parser.getDoubleValue());
        if (value == Math.rint(value) && Math.abs(value) <= MAX_EXACT) {
            return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode((long) value);
        }
        return NODES.numberNode(value);
    }

    private static double finite(JsonParser parser, double value) throws MalformedException {
        if (Double.isInfinite(value)) {
            throw new MalformedException(path(parser) + " is a number out of range");
        }
        return value;
    }

    private static String text(JsonParser parser, String text) throws MalformedException {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new MalformedException(path(parser) + " must not contain the character U+0000");
            }
            if (Character.isSurrogate(c)) {
                boolean isPair =
                        Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    throw new MalformedException(path(parser) + " must not contain half of a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    private static String path(JsonParser parser) {
        JsonPointer pointer = parser.streamReadContext().pathAsPointer();
        return "data" + pointer;
    }
}
