package taskcluster.auth.audit;

import java.time.Instant;

/**
 * One entry of the audit history.
 *
 * @param id grows with each entry
 * @param entityType {@code client}, {@code role}, {@code secret}, {@code hook} or {@code worker-pool}
 * @param clientId who did it
 * @param actionType what was done, such as {@code created}
 */
record AuditEntry(long id, String entityType, String entityId, String clientId, String actionType, Instant created) {}
