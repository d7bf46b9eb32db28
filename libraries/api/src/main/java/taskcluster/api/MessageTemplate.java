package taskcluster.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;

/** Fills the {@code {{name}}} of messages from details. */
final class MessageTemplate {
    private MessageTemplate() {}

    /** Strings are put in as they are, everything else as indented JSON; names that have no detail are left alone. */
    static String fill(String message, Map<String, ?> details) {
        int open = message.indexOf("{{");
        if (open < 0) {
            return message;
        }
        StringBuilder text = new StringBuilder();
        int copied = 0;
        while (open >= 0) {
            int end = open + 2;
            while (end < message.length() && isNameCharacter(message.charAt(end))) {
                end++;
            }
            String name = message.substring(open + 2, end);
            if (message.startsWith("}}", end) && details.containsKey(name)) {
                text.append(message, copied, open).append(text(details.get(name)));
                copied = end + 2;
                open = message.indexOf("{{", copied);
            } else {
                open = message.indexOf("{{", open + 1);
            }
        }
        return text.append(message, copied, message.length()).toString();
    }

    private static String text(@Nullable Object detail) {
        return detail instanceof String string ? string : PrettyJson.text(Json.MAPPER.valueToTree(detail));
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
