package taskcluster.auth.role;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.postgres.Database;
import taskcluster.pulse.EventLog;

/** The roles in the database. Each change is one call of one stored function, which also writes the event. */
public final class RoleStore {
    /** Code of a rejection: the change was checked against roles that are no longer the current ones. */
    static final String STALE = "TC412";

    private final Database database;
    private final EventLog events;

    public RoleStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
    }

    /**
     * What has changed since the roles had a version; nothing if they still have it. Only those roles are read, unless it
     * cannot be told which they are.
     *
     * @param knownVersion null for all roles
     */
    Optional<RoleChanges> changesSince(@Nullable Long knownVersion) {
        RoleChanges changes = new RoleChanges();
        List<String> rows = database.call("auth.load_role_changes", knownVersion)
                .list((row, _) -> {
                    String roleId = row.getString("role_id");
                    List<String> scopes = row.getArray("scopes") == null ? null : scopes(row);
                    changes.add(row.getLong("version"), row.getBoolean("complete"), roleId, scopes);
                    return String.valueOf(roleId);
                });
        return rows.isEmpty() ? Optional.empty() : Optional.of(changes);
    }

    Optional<Role> find(String roleId) {
        return database.call("auth.get_role", roleId).optional((row, _) -> role(row));
    }

    /** Roles in the order of their ids. */
    List<Role> list(@Nullable String after, @Nullable Integer limit) {
        return database.call("auth.list_roles", after, limit).list((row, _) -> role(row));
    }

    /** Creates a role that was checked against the roles of the given version. */
    VersionedRole create(String roleId, String description, List<String> scopes, long version, String actor) {
        return change("auth.create_role", roleId, description, scopes, version, actor);
    }

    /** Changes a role; the change was checked against the roles of the given version. */
    VersionedRole update(String roleId, String description, List<String> scopes, long version, String actor) {
        return change("auth.update_role", roleId, description, scopes, version, actor);
    }

    /** Deletes a role if there is one; returns the version of the roles after that. */
    long delete(String roleId, String actor) {
        long version = database.call("auth.delete_role", roleId, actor).single((row, _) -> row.getLong(1));
        events.nudge();
        return version;
    }

    private VersionedRole change(
            String function, String roleId, String description, List<String> scopes, long version, String actor) {
        VersionedRole changed = database.call(function, roleId, description, scopes, version, actor)
                .single((row, _) -> new VersionedRole(row.getLong("version"), role(row)));
        events.nudge();
        return changed;
    }

    private static Role role(ResultSet row) throws SQLException {
        return new Role(
                row.getString("role_id"),
                row.getString("description"),
                scopes(row),
                instant(row, "created"),
                instant(row, "last_modified"));
    }

    private static List<String> scopes(ResultSet row) throws SQLException {
        return List.of((String[]) row.getArray("scopes").getArray());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
