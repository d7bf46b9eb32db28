package taskcluster.auth.audit;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import taskcluster.postgres.Database;

/** The audit history in the database, where the functions that make changes write it. */
public final class AuditStore {
    private static final RowMapper<AuditEntry> ENTRY = (row, _) -> new AuditEntry(
            row.getLong("id"),
            row.getString("entity_type"),
            row.getString("entity_id"),
            row.getString("client_id"),
            row.getString("action_type"),
            row.getObject("created", OffsetDateTime.class).toInstant());

    private final Database database;

    public AuditStore(Database database) {
        this.database = database;
    }

    /** What was done to an entity, oldest first: the entries after one of them. */
    List<AuditEntry> ofEntity(String entityType, String entityId, @Nullable Long after, int limit) {
        return database.call("auth.get_entity_history", entityType, entityId, after, limit)
                .list(ENTRY);
    }

    /** What a client did, oldest first: the entries after one of them. */
    List<AuditEntry> byClient(String clientId, @Nullable Long after, int limit) {
        return database.call("auth.list_audit_history", clientId, after, limit).list(ENTRY);
    }

    /** Deletes entries that were made before a time; returns how many. */
    int deleteBefore(Instant time, int limit) {
        return database.call("auth.delete_old_audit_history", time, limit).single((row, _) -> row.getInt(1));
    }
}
