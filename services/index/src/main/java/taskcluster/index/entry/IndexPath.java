package taskcluster.index.entry;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path of the index, 1 to 255 characters.
 *
 * @param namespace all but its last word; empty if it has only one
 * @param name its last word
 */
public record IndexPath(String namespace, String name) implements Comparable<IndexPath> {
    private static final String WORD = "[a-zA-Z0-9_!~*'()%-]+";
    private static final String WORDS = "(" + WORD + "\\.)*" + WORD;
    private static final int MAX_LENGTH = 255;

    /** What every path matches. The length comes first: matching takes a stack as deep as there are words. */
    public static final String PATTERN = "^(?=.{1," + MAX_LENGTH + "}\\z)" + WORDS + "$";

    /** What every namespace matches, the empty one of the root included. */
    public static final String PATTERN_OR_ROOT = "^(?=.{0," + MAX_LENGTH + "}\\z)(" + WORDS + ")?$";

    private static final Pattern COMPILED = Pattern.compile(PATTERN);

    /** Nothing if the text is no path. */
    public static Optional<IndexPath> parse(String text) {
        return text.length() <= MAX_LENGTH && COMPILED.matcher(text).matches()
                ? Optional.of(of(text))
                : Optional.empty();
    }

    /** The path that a text is, which is not checked again. */
    public static IndexPath of(String text) {
        int dot = text.lastIndexOf('.');
        return new IndexPath(text.substring(0, Math.max(0, dot)), text.substring(dot + 1));
    }

    /** As the database orders them. */
    @Override
    public int compareTo(IndexPath other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** The words with dots between them. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "." + name;
    }
}
