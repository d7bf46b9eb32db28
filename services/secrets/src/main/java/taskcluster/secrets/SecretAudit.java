package taskcluster.secrets;

import java.util.Map;
import taskcluster.monitor.BuiltInLogTypes;
import taskcluster.monitor.Monitor;

/** Writes a log line for each change of a secret. The stored functions write the row of the audit history. */
final class SecretAudit {
    private final Monitor monitor;

    SecretAudit(Monitor monitor) {
        this.monitor = monitor;
    }

    /** What {@code actor} did to a secret, in the words of the audit history. */
    void log(String name, String action, String actor) {
        monitor.log(
                BuiltInLogTypes.AUDIT_EVENT,
                Map.of(
                        "service",
                        "secrets",
                        "entity",
                        "secret",
                        "entityId",
                        name,
                        "clientId",
                        actor,
                        "action",
                        action));
    }
}
