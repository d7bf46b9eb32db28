package taskcluster.api;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression as web APIs mean it: it may match anywhere unless anchored, and {@code $} is the very end. */
final class TextPattern {
    private final String source;
    private final Pattern compiled;

    private TextPattern(String source, Pattern compiled) {
        this.source = source;
        this.compiled = compiled;
    }

    /** @throws IllegalArgumentException if the expression is not well formed */
    static TextPattern of(String source) {
        boolean endsInAnchor = source.endsWith("$") && !source.endsWith("\\$");
        String expression = endsInAnchor ? source.substring(0, source.length() - 1) + "\\z" : source;
        try {
            return new TextPattern(source, Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression: " + source, e);
        }
    }

    boolean matches(String text) {
        return compiled.matcher(text).find();
    }

    /** Between slashes, with the slashes in it escaped. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("/");
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\' && i + 1 < source.length()) {
                text.append(c).append(source.charAt(++i));
            } else if (c == '/') {
                text.append("\\/");
            } else {
                text.append(c);
            }
        }
        return text.append('/').toString();
    }
}
