package taskcluster.auth.audit;

import java.util.Map;
import taskcluster.monitor.BuiltInLogTypes;
import taskcluster.monitor.Monitor;

/** Writes a log line for each change of a client or role. The stored functions write the row of the audit history. */
public final class AuditLog {
    private final Monitor monitor;

    public AuditLog(Monitor monitor) {
        this.monitor = monitor;
    }

    /** What {@code actor} did to a client, in the words of the audit history. */
    public void client(String clientId, String action, String actor) {
        write("client", clientId, action, actor);
    }

    /** What {@code actor} did to a role, in the words of the audit history. */
    public void role(String roleId, String action, String actor) {
        write("role", roleId, action, actor);
    }

    private void write(String entity, String entityId, String action, String actor) {
        monitor.log(
                BuiltInLogTypes.AUDIT_EVENT,
                Map.of("service", "auth", "entity", entity, "entityId", entityId, "clientId", actor, "action", action));
    }
}
