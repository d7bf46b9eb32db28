package taskcluster.standalone;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import taskcluster.db.DatabaseMigration;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.KeyRotation;

/** Gives a standalone deployment, while it does not run, another encryption key. */
final class StandaloneKeys {
    private StandaloneKeys() {}

    /**
     * Makes a new key, encrypts everything with it, and forgets the old one. Both are in the file of secrets until all is
     * done, so that this can be ended at any instant: the deployment works with both, and the next call goes on with the key
     * that the ended one has made.
     *
     * @return whether all is done
     * @throws StandaloneException if there is no deployment in the folder, or it runs
     */
    static boolean rotate(Path folder, PrintStream out) throws SQLException {
        if (!Files.exists(folder.resolve("secrets.json"))) {
            throw new StandaloneException("there is no deployment of `tc up` in "
                    + folder.toAbsolutePath().normalize()
                    + ": choose another --data DIR, or set ADMIN_DB_URL for a database of its own");
        }
        try (DataDirectory data = DataDirectory.open(folder)) {
            Secrets kept = Secrets.loadOrCreate(data.secrets());
            Secrets secrets = kept.olderCryptoKeys().isEmpty() ? kept.withNewCryptoKey() : kept;
            secrets.write(data.secrets());
            if (!encryptAgain(data, secrets, out)) {
                out.println("Some values could not be read: they keep their old key, and so does " + data.secrets());
                return false;
            }
            secrets.withoutOlderCryptoKeys().write(data.secrets());
            out.println("Everything is encrypted with the new key in " + data.secrets()
                    + ". A backup that was made before needs the file as it was then.");
            return true;
        }
    }

    private static boolean encryptAgain(DataDirectory data, Secrets secrets, PrintStream out) throws SQLException {
        try (StandalonePostgres postgres = StandalonePostgres.start(data, secrets.adminPassword())) {
            DatabaseMigration.upgrade(postgres.admin(), secrets.servicePasswords());
            KeyRotation rotation =
                    new KeyRotation(postgres.admin(), ColumnEncryption.fromJson(secrets.cryptoKeysJson()));
            return rotation.run(rotation.services(), outcome -> DatabaseCommand.print(out, outcome));
        }
    }
}
