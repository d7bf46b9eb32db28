package taskcluster.secrets;

import java.util.List;
import taskcluster.monitor.Watchdog;

/** Deletes secrets that have expired. Several processes may do so at once. */
final class ExpiredSecrets {
    private static final int BATCH = 100;
    private static final String ACTOR = "static/taskcluster/secrets";

    private final SecretStore store;
    private final SecretAudit audit;

    ExpiredSecrets(SecretStore store, SecretAudit audit) {
        this.store = store;
        this.audit = audit;
    }

    /** Deletes all that have expired by now, in bounded batches. */
    void delete(Watchdog watchdog) {
        List<String> deleted;
        do {
            deleted = store.deleteExpired(BATCH, ACTOR);
            deleted.forEach(name -> audit.log(name, "expired", ACTOR));
            watchdog.touch();
        } while (deleted.size() == BATCH);
    }
}
