package taskcluster.standalone;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.db.DatabaseMigration;
import taskcluster.db.DatabaseTool;
import taskcluster.db.MigrationException;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.postgres.KeyRotation;

/** {@code tc db}: what those who run a deployment do with its database. Exit status 0 done, 1 not or not all done, 2 bad usage. */
@Command(
        name = "tc db",
        mixinStandardHelpOptions = true,
        subcommands = CommandLine.HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Maintains the database of a deployment.",
            "",
            "Environment: ADMIN_DB_URL (a JDBC URL), ADMIN_DB_USER and ADMIN_DB_PASSWORD of the database's owner."
        })
final class DatabaseCommand {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    private DatabaseCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        // Nothing but warnings, to the terminal; to be said before the first logger is made.
        System.setProperty("logback.configurationFile", "logback-command.xml");
        System.exit(run(System.getenv(), System.out, System.err, arguments));
    }

    static int run(Map<String, String> environment, PrintStream out, PrintStream err, String... arguments) {
        DatabaseCommand command = new DatabaseCommand(environment, out, err);
        CommandLine commandLine = new CommandLine(command)
                .setOut(new PrintWriter(out, true, out.charset()))
                .setErr(new PrintWriter(err, true, err.charset()));
        if (arguments.length == 0) {
            commandLine.usage(err);
            return BAD_USAGE;
        }
        return commandLine.execute(arguments);
    }

    @Command(
            name = "upgrade",
            mixinStandardHelpOptions = true,
            description = {
                "Applies the versions that the database lacks and sets the passwords and rights of the services' roles.",
                "",
                "Environment: DB_PASSWORD_<SERVICE> for each service, such as DB_PASSWORD_QUEUE."
            })
    int upgrade() {
        return tool().run("upgrade");
    }

    @Command(
            name = "downgrade",
            mixinStandardHelpOptions = true,
            description = "Takes the database back to an older version. What that cannot hold is lost.")
    int downgrade(@Parameters(paramLabel = "VERSION", description = "The version to go back to.") int version) {
        return tool().run("downgrade", Integer.toString(version));
    }

    @Command(name = "version", mixinStandardHelpOptions = true, description = "Shows the version of the database.")
    int version() {
        return tool().run("version");
    }

    @Command(
            name = "rotate-keys",
            mixinStandardHelpOptions = true,
            description = {
                "Encrypts everything that is stored encrypted again, with the newest key.",
                "",
                "With ADMIN_DB_URL: uses the keys of DB_CRYPTO_KEYS, the last being the newest, while the services run."
                        + " All of their processes must know that key already. May be ended and run again at any time.",
                "",
                "Otherwise, for the deployment of `tc up`, which must not run: makes a new key and gives up the old one."
            })
    int rotateKeys(
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            description = "The folder of a deployment of `tc up` (default: .tc/data in the checkout).")
                    @Nullable
                    Path data,
            @Parameters(
                            paramLabel = "SERVICE",
                            arity = "0..*",
                            description = "Only what these services have encrypted (default: all services).")
                    @Nullable
                    List<String> services) {
        try {
            Set<String> chosen = new TreeSet<>(services == null ? List.of() : services);
            if (data == null && environment.containsKey("ADMIN_DB_URL")) {
                return rotateKeysOfServices(chosen);
            }
            if (!chosen.isEmpty()) {
                throw new IllegalArgumentException("The services of `tc up` have one key together: name none of them");
            }
            Path folder = data == null ? Path.of(System.getProperty("taskcluster.home", "."), ".tc", "data") : data;
            return StandaloneKeys.rotate(folder, out) ? 0 : FAILED;
        } catch (IllegalArgumentException wrong) {
            err.println("tc db: " + wrong.getMessage());
            return BAD_USAGE;
        } catch (SQLException | MigrationException | StandaloneException failed) {
            err.println("tc db: " + failed.getMessage());
            return FAILED;
        }
    }

    private int rotateKeysOfServices(Set<String> chosen) throws SQLException {
        ColumnEncryption encryption = keys();
        DatabaseTool tool = tool();
        int version = DatabaseMigration.currentVersion(tool.admin());
        if (version < DatabaseMigration.latestVersion()) {
            throw new StandaloneException("The database has version " + version + ", but this program needs version "
                    + DatabaseMigration.latestVersion() + ": upgrade it first");
        }
        KeyRotation rotation = new KeyRotation(tool.admin(), encryption);
        Set<String> known = rotation.services();
        if (!known.containsAll(chosen)) {
            throw new IllegalArgumentException("Services that store something encrypted: " + String.join(", ", known));
        }
        boolean complete = rotation.run(chosen.isEmpty() ? known : chosen, outcome -> print(out, outcome));
        out.println(
                complete
                        ? "Everything is encrypted with the key '" + encryption.newestKeyId()
                                + "'. Older keys can be taken out of DB_CRYPTO_KEYS."
                        : "Some values still need another key: add their key to DB_CRYPTO_KEYS, or restart processes that"
                                + " do not know the key '" + encryption.newestKeyId() + "' yet, and run this again.");
        return complete ? 0 : FAILED;
    }

    private ColumnEncryption keys() {
        String keys = environment.getOrDefault("DB_CRYPTO_KEYS", "");
        if (keys.isBlank()) {
            throw new IllegalArgumentException("The environment variable DB_CRYPTO_KEYS is missing");
        }
        ColumnEncryption encryption = ColumnEncryption.fromJson(keys);
        if (!encryption.hasKey()) {
            throw new IllegalArgumentException("DB_CRYPTO_KEYS has no key");
        }
        return encryption;
    }

    static void print(PrintStream out, KeyRotation.Outcome outcome) {
        out.printf(
                "%s: %s: %d encrypted again, %d left%n",
                outcome.service(), outcome.column(), outcome.replaced(), outcome.left());
    }

    private DatabaseTool tool() {
        return new DatabaseTool(environment, out, err);
    }
}
