package taskcluster.auth.client;

import java.util.List;
import taskcluster.auth.audit.AuditLog;
import taskcluster.monitor.Watchdog;

/** Deletes clients that have expired and are to be deleted then. Several processes may do so at once. */
public final class ExpiredClients {
    private static final int BATCH = 100;
    private static final String ACTOR = "static/taskcluster/auth";

    private final Clients clients;
    private final ClientStore store;
    private final AuditLog auditLog;

    public ExpiredClients(Clients clients, ClientStore store, AuditLog auditLog) {
        this.clients = clients;
        this.store = store;
        this.auditLog = auditLog;
    }

    /** Deletes all that have expired by now, in bounded batches. */
    public void purge(Watchdog watchdog) {
        List<String> deleted;
        do {
            deleted = store.deleteExpired(BATCH, ACTOR);
            clients.refresh(deleted);
            deleted.forEach(clientId -> auditLog.client(clientId, "expired", ACTOR));
            watchdog.touch();
        } while (deleted.size() == BATCH);
    }
}
