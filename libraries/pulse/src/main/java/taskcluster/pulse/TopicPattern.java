package taskcluster.pulse;

/** Topic matching as AMQP defines it: words between dots, {@code *} for exactly one word, {@code #} for any number. */
final class TopicPattern {
    private final String[] pattern;

    TopicPattern(String pattern) {
        this.pattern = words(pattern);
    }

    boolean matches(String routingKey) {
        String[] key = words(routingKey);
        int p = 0;
        int k = 0;
        // Where to go on after the last '#' took one word more, or -1 before the first '#'.
        int retryPattern = -1;
        int retryKey = -1;
        while (k < key.length) {
            if (p < pattern.length && pattern[p].equals("#")) {
                retryPattern = ++p;
                retryKey = k;
            } else if (p < pattern.length && (pattern[p].equals("*") || pattern[p].equals(key[k]))) {
                p++;
                k++;
            } else if (retryPattern >= 0) {
                p = retryPattern;
                k = ++retryKey;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p].equals("#")) {
            p++;
        }
        return p == pattern.length;
    }

    /** The empty text has no word. */
    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split("\\.", -1);
    }
}
