package taskcluster.scopes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text, indented by two spaces, of trees made of strings, lists and maps. */
final class JsonText {
    private JsonText() {}

    static String of(@Nullable Object tree) {
        StringBuilder text = new StringBuilder();
        append(text, tree, "\n");
        return text.toString();
    }

    static String quote(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    private static void append(StringBuilder text, @Nullable Object tree, String lineBreak) {
        String deeper = lineBreak + "  ";
        if (tree instanceof String string) {
            text.append(quote(string));
        } else if (tree instanceof List<?> list && !list.isEmpty()) {
            String separator = "[";
            for (Object item : list) {
                text.append(separator).append(deeper);
                append(text, item, deeper);
                separator = ",";
            }
            text.append(lineBreak).append(']');
        } else if (tree instanceof Map<?, ?> map && !map.isEmpty()) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(separator)
                        .append(deeper)
                        .append(quote(String.valueOf(entry.getKey())))
                        .append(": ");
                append(text, entry.getValue(), deeper);
                separator = ",";
            }
            text.append(lineBreak).append('}');
        } else if (tree instanceof List<?>) {
            text.append("[]");
        } else if (tree instanceof Map<?, ?>) {
            text.append("{}");
        } else {
            text.append(tree);
        }
    }
}
