package taskcluster.db;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The command for those who run the database: {@code upgrade}, {@code downgrade <version>} or {@code version}.
 *
 * <p>Environment: {@code ADMIN_DB_URL} (JDBC URL), {@code ADMIN_DB_USER}, {@code ADMIN_DB_PASSWORD}, and for an upgrade one
 * {@code DB_PASSWORD_<SERVICE>} for each service, such as {@code DB_PASSWORD_QUEUE}.
 */
public final class DatabaseTool {
    private static final String PASSWORD = "DB_PASSWORD_";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    public DatabaseTool(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(new DatabaseTool(System.getenv(), System.out, System.err).run(arguments));
    }

    /** The exit code: 0 done, 1 failed, 2 not understood. */
    public int run(String... arguments) {
        try {
            switch (String.join(" ", arguments)) {
                case "upgrade" -> upgrade();
                case "version" -> out.println(DatabaseMigration.currentVersion(admin()));
                case String command
                when command.matches("downgrade \\d{1,4}") -> downgrade(Integer.parseInt(arguments[1]));
                default -> throw new IllegalArgumentException("Usage: upgrade | downgrade <version> | version");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        } catch (MigrationException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private void upgrade() {
        Map<String, String> passwords = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PASSWORD) && !value.isEmpty()) {
                passwords.put(name.substring(PASSWORD.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        if (passwords.isEmpty()) {
            throw new IllegalArgumentException(
                    "No role to set up: give the password of each service, such as " + PASSWORD + "QUEUE");
        }
        int before = DatabaseMigration.currentVersion(admin());
        DatabaseMigration.upgrade(admin(), passwords);
        out.println("Database upgraded from version " + before + " to " + DatabaseMigration.latestVersion()
                + "; roles and rights set for " + String.join(", ", passwords.keySet()));
    }

    private void downgrade(int version) {
        int before = DatabaseMigration.currentVersion(admin());
        DatabaseMigration.downgrade(admin(), version);
        int after = DatabaseMigration.currentVersion(admin());
        out.println(
                before == after
                        ? "Nothing to do: the database has version " + before
                        : "Database downgraded from version " + before + " to " + after);
    }

    /**
     * Connections of the owner, as the environment says.
     *
     * @throws IllegalArgumentException if a variable is missing
     */
    public DataSource admin() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(required("ADMIN_DB_URL"));
        dataSource.setUser(required("ADMIN_DB_USER"));
        dataSource.setPassword(environment.getOrDefault("ADMIN_DB_PASSWORD", ""));
        return dataSource;
    }

    private String required(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The environment variable " + name + " is missing");
        }
        return value;
    }
}
