package taskcluster.jsone;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts an expression into tokens, one at a time, so that it may end anywhere in a text. */
final class Lexer {
    private static final Pattern TOKEN = Pattern.compile("(?<number>[0-9]+(?:\\.[0-9]+)?)"
            + "|(?<name>[a-zA-Z_][a-zA-Z0-9_]*)"
            + "|(?<text>'[^']*'|\"[^\"]*\")"
            + "|(?<symbol>\\*\\*|==|!=|<=|>=|&&|\\|\\||[-+*/!<>\\[\\].(){}:,])");
    private static final Pattern SPACE = Pattern.compile("\\s*");

    enum Kind {
        NUMBER,
        NAME,
        TEXT,
        SYMBOL,
        END
    }

    /**
     * @param text as it is written, of a text without its quotes
     * @param end where in the whole text it ends
     */
    record Token(Kind kind, String text, int end) {
        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }
    }

    private final String source;
    private final Matcher tokens;
    private final Matcher space;
    private int position;

    Lexer(String source, int start) {
        this.source = source;
        this.tokens = TOKEN.matcher(source);
        this.space = SPACE.matcher(source);
        this.position = start;
    }

    Token next() {
        if (space.find(position)) {
            position = space.end();
        }
        if (position == source.length()) {
            return new Token(Kind.END, "", position);
        }
        tokens.region(position, source.length());
        if (!tokens.lookingAt()) {
            throw JsonEException.syntax("unexpected input at '"
                    + source.substring(position, Math.min(source.length(), position + 20)) + "'");
        }
        position = tokens.end();
        String text = tokens.group();
        if (tokens.group("number") != null) {
            return new Token(Kind.NUMBER, text, position);
        }
        if (tokens.group("name") != null) {
            return new Token(Kind.NAME, text, position);
        }
        return tokens.group("text") == null
                ? new Token(Kind.SYMBOL, text, position)
                : new Token(Kind.TEXT, text.substring(1, text.length() - 1), position);
    }
}
