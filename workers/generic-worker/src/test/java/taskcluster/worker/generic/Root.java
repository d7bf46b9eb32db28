package taskcluster.worker.generic;

import org.junit.jupiter.api.Assumptions;

/** Tests that need root say so when they are skipped. */
final class Root {
    private Root() {}

    static void orSkip(EngineChoice engine) {
        Assumptions.assumeTrue(
                engine != EngineChoice.MULTIUSER || Privileges.isRoot(),
                "the multiuser engine can only be tested by root");
    }
}
