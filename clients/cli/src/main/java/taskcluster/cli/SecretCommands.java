package taskcluster.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.client.ApiCallException;
import taskcluster.core.FromNow;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * {@code secret ...}. A value never comes from the words of the command, which every user of the machine sees, and goes
 * nowhere but to standard output.
 */
@Command(name = "secret", description = "Reads and changes secrets.", synopsisSubcommandLabel = "COMMAND")
final class SecretCommands {
    private static final int NOT_FOUND = 404;

    private final Shell shell;
    private final Deployment deployment;

    SecretCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Command(description = "Prints a secret as YAML.")
    int get(@Parameters(paramLabel = "NAME") String name) {
        JsonNode secret = find(name);
        shell.out().print(SecretYaml.write(secret.path("secret")));
        if (shell.terminal().isInteractive()) {
            shell.note("expires " + secret.path("expires").asString());
        }
        return ExitStatus.SUCCESS.code();
    }

    private JsonNode find(String name) {
        try {
            return deployment.secrets().get(name);
        } catch (ApiCallException e) {
            if (e.statusCode() == NOT_FOUND) {
                throw new CommandFailure(ExitStatus.FAILED, "there is no secret '" + name + "', or it has expired", e);
            }
            throw e;
        }
    }

    @Command(
            description = "Sets a secret, whether or not there is one of that name.",
            footer = {"", "For example: taskcluster secret set project/bread/deploy-key --expires '90 days' < key.yml"})
    int set(
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "The value, a map as YAML or JSON; standard input if left out.")
                    @Nullable
                    String file,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            defaultValue = "1 year",
                            description = "When it ends: how far away, or a time such as 2030-01-31T00:00:00Z;"
                                    + " ${DEFAULT-VALUE} if left out.")
                    String expires) {
        Instant end = end(expires);
        JsonNode value = value(file == null ? "-" : file);
        deployment.secrets().set(name, Map.of("secret", value, "expires", Json.timestamp(end)));
        shell.note(name + " expires " + Json.timestamp(end));
        return ExitStatus.SUCCESS.code();
    }

    private Instant end(String expires) {
        try {
            return Json.parseTimestamp(expires);
        } catch (IllegalArgumentException relative) {
            try {
                return FromNow.from(expires, shell.clock().instant());
            } catch (IllegalArgumentException neither) {
                throw CommandFailure.usage("--expires '" + expires
                        + "' is neither a time such as 2030-01-31T00:00:00Z nor one such as '90 days'");
            }
        }
    }

    private JsonNode value(String file) {
        if (file.equals("-") && shell.terminal().isInteractive()) {
            shell.note("reading the secret from standard input, Ctrl-D ends it");
        }
        return SecretYaml.read(shell.read(file), file.equals("-") ? "standard input" : file);
    }

    @Command(description = "Lists the names of all secrets.")
    int list() {
        deployment.secrets().listStream(Map.of()).forEach(name -> shell.print(name.asString()));
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Removes secrets.")
    int remove(@Parameters(arity = "1..*", paramLabel = "NAME") List<String> names) {
        for (String name : names) {
            deployment.secrets().remove(name);
            shell.note(name + " is removed");
        }
        return ExitStatus.SUCCESS.code();
    }
}
