package taskcluster.scopes;

/** Where random tests begin; {@code -Dtaskcluster.test.seed=...} repeats a run. */
final class Seed {
    private Seed() {}

    static long next() {
        long seed = Long.getLong("taskcluster.test.seed", System.nanoTime());
        System.out.println("taskcluster.test.seed=" + seed);
        return seed;
    }
}
