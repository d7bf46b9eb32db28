package taskcluster.auth.credential;

/** Where random tests begin; {@code -Dtaskcluster.test.seed=...} repeats a run. */
final class FuzzSeed {
    private FuzzSeed() {}

    static long next() {
        long seed = Long.getLong("taskcluster.test.seed", System.nanoTime());
        System.out.println("taskcluster.test.seed=" + seed);
        return seed;
    }
}
