package taskcluster.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import taskcluster.db.DatabaseMigration;

/**
 * A database cluster with the platform's schema and roles in it, for a server that the caller runs as a process.
 *
 * @param program the server's program
 * @param folder where the cluster is
 */
public record PostgresCluster(Path program, Path folder) {
    /**
     * Makes the cluster, in a folder of its own below {@code data}; no server runs when this returns.
     *
     * @throws StandaloneException if Postgres does not start there
     */
    public static PostgresCluster create(Path data, Secrets secrets) {
        try (DataDirectory directory = DataDirectory.open(data);
                StandalonePostgres postgres = StandalonePostgres.start(directory, secrets.adminPassword())) {
            DatabaseMigration.upgrade(postgres.admin(), secrets.servicePasswords());
            return new PostgresCluster(StandalonePostgres.program(directory.postgres()), directory.postgres());
        } catch (IOException e) {
            throw new StandaloneException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The command of the server: durable, on the loopback interface only, in the foreground. */
    public List<String> command(int port) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // Postgres refuses to run as root; in a user namespace of its own it is not.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(
                program.toString(), "-D", folder.toString(), "-p", Integer.toString(port), "-k", folder.toString()));
        StandalonePostgres.SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }
}
