package taskcluster.cli;

import java.util.Map;
import java.util.regex.Pattern;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/**
 * Secret values as people write and read them. What is written reads back as the same value, whatever the texts in it: they
 * are without quotes, or a block of lines, only where that is beyond doubt. What is said about a value that is not valid
 * never quotes it.
 */
final class SecretYaml {
    private static final Pattern WORDS = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*");
    private static final Pattern RESERVED = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");
    /** Lines of visible ASCII without blanks at their ends; the first one not indented. */
    private static final Pattern LINES = Pattern.compile("[!-~]([ -~]*[!-~])?(\n|\n *[!-~]([ -~]*[!-~])?)+");
    /** The longest key that may stand on one line with its value, by the rules of YAML. */
    private static final int LONGEST_KEY = 1000;

    private final StringBuilder out = new StringBuilder();

    private SecretYaml() {}

    /** YAML that ends with its line. */
    static String write(JsonNode value) {
        SecretYaml yaml = new SecretYaml();
        if (value.isObject() && !value.isEmpty()) {
            yaml.properties(value, "");
        } else {
            yaml.out.append(value).append('\n');
        }
        return yaml.out.toString();
    }

    private void properties(JsonNode object, String indent) {
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            String key = oneLine(property.getKey());
            out.append(indent);
            if (key.length() > LONGEST_KEY) {
                out.append("? ").append(key).append('\n').append(indent);
            } else {
                out.append(key);
            }
            out.append(':');
            value(property.getValue(), indent + "  ");
        }
    }

    /** What follows the colon of a key or the dash of an element. */
    private void value(JsonNode value, String indent) {
        if (value.isContainer() && !value.isEmpty()) {
            out.append('\n');
            if (value.isObject()) {
                properties(value, indent);
                return;
            }
            for (JsonNode element : value) {
                out.append(indent).append('-');
                value(element, indent + "  ");
            }
        } else if (value.isString() && isBlock(value.stringValue())) {
            block(value.stringValue(), indent);
        } else {
            out.append(' ')
                    .append(value.isString() ? oneLine(value.stringValue()) : value.toString())
                    .append('\n');
        }
    }

    private static boolean isBlock(String text) {
        return LINES.matcher(text).matches() && !text.endsWith("\n\n");
    }

    private void block(String text, String indent) {
        out.append(text.endsWith("\n") ? " |\n" : " |-\n");
        text.lines()
                .forEach(line ->
                        out.append(line.isEmpty() ? "" : indent).append(line).append('\n'));
    }

    private static String oneLine(String text) {
        if (WORDS.matcher(text).matches() && !RESERVED.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (isPrintable(point)) {
                        quoted.appendCodePoint(point);
                    } else {
                        quoted.append("\\U%08x".formatted(point));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /**
     * Reads YAML or JSON, which must be a map.
     *
     * @param from where the text comes from, for the person
     */
    static JsonNode read(String text, String from) {
        JsonNode value;
        try {
            value = Json.YAML.readTree(text);
        } catch (JacksonException e) {
            // Without the cause, which quotes the line.
            throw CommandFailure.usage("the secret in " + from + " is neither YAML nor JSON" + place(e));
        }
        if (!value.isObject()) {
            throw CommandFailure.usage("the secret in " + from + " must be a map, such as `password: ...`");
        }
        return value;
    }

    private static String place(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : ": error at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
