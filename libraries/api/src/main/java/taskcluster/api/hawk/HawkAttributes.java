package taskcluster.api.hawk;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads {@code Hawk name="value", name="value"}. */
final class HawkAttributes {
    private static final Set<String> NAMES = Set.of("id", "ts", "nonce", "hash", "ext", "mac", "app", "dlg");
    private static final String SCHEME = "hawk";

    private final String text;
    private final Map<String, String> values = new HashMap<>();
    private int position;

    private HawkAttributes(String text) {
        this.text = text;
    }

    static Map<String, String> parse(String authorization) throws HawkException {
        HawkAttributes attributes = new HawkAttributes(authorization);
        attributes.readScheme();
        while (attributes.position < authorization.length()) {
            attributes.readAttribute();
        }
        return attributes.values;
    }

    private void readScheme() throws HawkException {
        String scheme = word();
        if (scheme.isEmpty() || (position < text.length() && !isSpace(text.charAt(position)))) {
            throw HawkException.badRequest("Invalid header syntax");
        }
        if (!scheme.equalsIgnoreCase(SCHEME)) {
            throw HawkException.unauthorized("Unauthorized");
        }
        skipSpaces();
        if (position == text.length()) {
            throw HawkException.badRequest("Invalid header syntax");
        }
    }

    private void readAttribute() throws HawkException {
        String name = word();
        if (name.isEmpty() || !text.startsWith("=\"", position)) {
            throw HawkException.badRequest("Bad header format");
        }
        int start = position + 2;
        int end = text.indexOf('"', start);
        if (end < 0) {
            throw HawkException.badRequest("Bad header format");
        }
        String value = text.substring(start, end);
        if (value.indexOf('\\') >= 0) {
            throw HawkException.badRequest("Bad header format");
        }
        position = end + 1;
        skipSeparator();
        if (!NAMES.contains(name)) {
            throw HawkException.badRequest("Unknown attribute: " + name);
        }
        if (value.isEmpty() || !value.chars().allMatch(HawkAttributes::isAllowedInValue)) {
            throw HawkException.badRequest("Bad attribute value: " + name);
        }
        if (values.put(name, value) != null) {
            throw HawkException.badRequest("Duplicate attribute: " + name);
        }
    }

    private void skipSeparator() throws HawkException {
        skipSpaces();
        if (position < text.length()) {
            if (text.charAt(position) != ',') {
                throw HawkException.badRequest("Bad header format");
            }
            position++;
            skipSpaces();
        }
    }

    private String word() {
        int start = position;
        while (position < text.length() && isWord(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private void skipSpaces() {
        while (position < text.length() && isSpace(text.charAt(position))) {
            position++;
        }
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == '\u00a0';
    }

    /** Printable ASCII but the quotation mark and the backslash. */
    private static boolean isAllowedInValue(int c) {
        return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
    }
}
