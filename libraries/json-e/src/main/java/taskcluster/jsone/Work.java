package taskcluster.jsone;

/** What rendering one template has taken so far; it ends when that gets too much. */
final class Work {
    /** Values may not be nested deeper. */
    static final int MAX_DEPTH = 500;

    private static final long MOST = 8_000_000;
    private static final int NODE = 8;

    private long done;

    /** One step: evaluating an expression, rendering or visiting a value. */
    void step() {
        values(1);
    }

    /** Values that are made or visited. */
    void values(long count) {
        spend(count * NODE);
    }

    /** Characters that are made or visited. */
    void characters(long count) {
        spend(count);
    }

    private void spend(long amount) {
        done += amount;
        if (done > MOST) {
            throw JsonEException.template("the template takes too much work");
        }
    }

    static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw JsonEException.template("values are nested deeper than " + MAX_DEPTH);
        }
    }
}
