package taskcluster.auth.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import taskcluster.postgres.Database;
import taskcluster.postgres.FunctionCall;
import taskcluster.postgres.JsonArg;
import taskcluster.pulse.EventLog;

/** The clients in the database. Each change is one call of one stored function, which also writes the event. */
public final class ClientStore {
    /** Code of a rejection: the caller may not give away all of the scopes, which are in its details. */
    static final String NOT_GRANTABLE = "TC403";

    private static final RowMapper<Client> CLIENT = (row, _) -> new Client(
            row.getString("client_id"),
            row.getString("description"),
            row.getString("encrypted_access_token"),
            instant(row, "expires"),
            row.getBoolean("disabled"),
            List.of((String[]) row.getArray("scopes").getArray()),
            row.getBoolean("delete_on_expiration"),
            instant(row, "created"),
            instant(row, "last_modified"),
            instant(row, "last_date_used"),
            instant(row, "last_rotated"));

    private final Database database;
    private final EventLog events;

    public ClientStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
    }

    Optional<Client> find(String clientId) {
        return database.call("auth.get_client", clientId).optional(CLIENT);
    }

    /** Those of the clients that there are. */
    List<Client> find(Collection<String> clientIds) {
        return database.call("auth.get_clients", clientIds).list(CLIENT);
    }

    /** Clients in the order of their ids: those that start with the prefix and come after the given id. */
    List<Client> list(@Nullable String prefix, @Nullable String after, int limit) {
        return database.call("auth.list_clients", prefix, after, limit).list(CLIENT);
    }

    Client create(String clientId, ClientChange fields, String encryptedAccessToken, String actor) {
        return change(database.call(
                "auth.create_client",
                clientId,
                fields.description(),
                new JsonArg(encryptedAccessToken),
                fields.expires(),
                fields.scopesOrNone(),
                Boolean.TRUE.equals(fields.deleteOnExpiration()),
                actor));
    }

    /**
     * Changes a client.
     *
     * @param grantable those of the new scopes that the caller may give away
     */
    Client update(String clientId, ClientChange fields, List<String> grantable, String actor) {
        return change(database.call(
                "auth.update_client",
                clientId,
                fields.description(),
                fields.expires(),
                fields.scopes(),
                grantable,
                fields.deleteOnExpiration(),
                actor));
    }

    Client resetAccessToken(String clientId, String encryptedAccessToken, String actor) {
        return change(database.call("auth.reset_access_token", clientId, new JsonArg(encryptedAccessToken), actor));
    }

    Client setDisabled(String clientId, boolean disabled, String actor) {
        return change(database.call("auth.set_client_disabled", clientId, disabled, actor));
    }

    /** Deletes a client if there is one. */
    void delete(String clientId, String actor) {
        database.call("auth.delete_client", clientId, actor).run();
        events.nudge();
    }

    /** Deletes clients that have expired and are to be deleted then; returns their ids. */
    List<String> deleteExpired(int limit, String actor) {
        List<String> deleted =
                database.call("auth.delete_expired_clients", limit, actor).list((row, _) -> row.getString(1));
        if (!deleted.isEmpty()) {
            events.nudge();
        }
        return deleted;
    }

    void recordUsed(Collection<String> clientIds, Instant used) {
        database.call("auth.record_clients_used", clientIds, used).run();
    }

    void putStatic(StaticClient client, Instant expires, String encryptedAccessToken) {
        database.call(
                        "auth.put_static_client",
                        client.clientId(),
                        client.description(),
                        new JsonArg(encryptedAccessToken),
                        expires,
                        client.scopes())
                .run();
    }

    void removeStatic(String clientId) {
        database.call("auth.remove_static_client", clientId).run();
    }

    private Client change(FunctionCall call) {
        Client changed = call.single(CLIENT);
        events.nudge();
        return changed;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
