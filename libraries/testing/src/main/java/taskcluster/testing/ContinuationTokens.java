package taskcluster.testing;

/** Continuation tokens as nobody but a forger makes them. */
public final class ContinuationTokens {
    private ContinuationTokens() {}

    /**
     * A token that the list takes for its own, whatever it holds.
     *
     * @param genuine a token that the list has given out
     * @param content what stands in place of the key of a row, such as {@code Page.token("a", 1)}
     */
    public static String forged(String genuine, String content) {
        return genuine.substring(0, genuine.indexOf('.') + 1) + content;
    }
}
