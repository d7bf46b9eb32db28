package taskcluster.secrets;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.Database;
import taskcluster.postgres.JsonArg;

/**
 * The secrets in the database, encrypted. Each change is one call of one stored function, which also writes the row of the
 * audit history.
 */
final class SecretStore {
    private final Database database;
    private final ColumnEncryption encryption;

    SecretStore(Database database, ColumnEncryption encryption) {
        this.database = database;
        this.encryption = encryption;
    }

    /** A secret that has not expired. */
    Optional<Secret> find(String name) {
        return database.call("secrets.get_secret", name)
                .optional((row, _) -> new Secret(
                        Json.MAPPER.readTree(encryption.decrypt(row.getString("encrypted_secret"))),
                        row.getObject("expires", OffsetDateTime.class).toInstant()));
    }

    /** Names of secrets that have not expired, in their order: those that come after the given one. */
    List<String> list(@Nullable String after, int limit) {
        return database.call("secrets.list_secrets", after, limit).list((row, _) -> row.getString(1));
    }

    /** Sets a secret; returns what this did, in the words of the audit history. */
    String set(String name, SecretChange change, String actor) {
        return database.call(
                        "secrets.set_secret",
                        name,
                        new JsonArg(encryption.encrypt(change.value())),
                        change.expires(),
                        actor)
                .single((row, _) -> row.getString(1));
    }

    /** Removes a secret if there is one. */
    void remove(String name, String actor) {
        database.call("secrets.remove_secret", name, actor).run();
    }

    /** Deletes secrets that have expired; returns their names. */
    List<String> deleteExpired(int limit, String actor) {
        return database.call("secrets.delete_expired_secrets", limit, actor).list((row, _) -> row.getString(1));
    }
}
