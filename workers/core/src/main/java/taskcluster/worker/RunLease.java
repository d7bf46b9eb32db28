package taskcluster.worker;

import java.time.Instant;
import taskcluster.client.Credentials;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.QueueCalls;
import taskcluster.worker.task.RunKey;

/** The claim of a run as last renewed. Whoever calls the queue for the run asks here for the credentials, every time. */
final class RunLease {
    private record Term(Instant takenUntil, Credentials credentials) {}

    private final RunKey run;
    private volatile Term term;

    RunLease(ClaimedTask claim) {
        this.run = claim.run();
        this.term = new Term(claim.takenUntil(), claim.credentials());
    }

    RunKey run() {
        return run;
    }

    Instant takenUntil() {
        return term.takenUntil();
    }

    Credentials credentials() {
        return term.credentials();
    }

    void renew(QueueCalls.Renewal renewal) {
        term = new Term(renewal.takenUntil(), renewal.credentials());
    }
}
