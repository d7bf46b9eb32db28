package taskcluster.standalone.soak;

import java.io.IOException;
import java.util.List;
import taskcluster.standalone.processes.RestartableProcess;

/** Starts again what ends by itself, as a cluster would. No part should: not even while others are away. */
final class Supervisor implements Activity {
    private static final long LOOK_MS = 500;

    private final List<RestartableProcess> parts;
    private final Ledger ledger;

    Supervisor(List<RestartableProcess> parts, Ledger ledger) {
        this.parts = List.copyOf(parts);
        this.ledger = ledger;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        while (true) {
            for (RestartableProcess part : parts) {
                if (part.revive()) {
                    ledger.violated("ended by itself", part.name());
                }
            }
            Thread.sleep(LOOK_MS);
        }
    }
}
