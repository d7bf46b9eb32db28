package taskcluster.cli;

import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.core.Slugid;

/** {@code slugid ...}. */
@Command(name = "slugid", description = "Makes and converts identifiers.", synopsisSubcommandLabel = "COMMAND")
final class SlugidCommands {
    private final Shell shell;

    SlugidCommands(Shell shell) {
        this.shell = shell;
    }

    @Command(description = "Prints a new identifier.")
    int generate(
            @Option(
                            names = {"-n", "--nice"},
                            description = "One that does not begin with a dash; here none ever does.")
                    boolean isNice,
            @Option(names = "--count", defaultValue = "1", description = "How many; ${DEFAULT-VALUE} if left out.")
                    int count) {
        for (int i = 0; i < count; i++) {
            shell.print(Slugid.nice());
        }
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Prints the UUID of an identifier.")
    int decode(@Parameters(paramLabel = "SLUGID") String slugid) {
        try {
            shell.print(Slugid.decode(slugid).toString());
            return ExitStatus.SUCCESS.code();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(
                    "'" + slugid + "' is not a slugid: it has 22 letters, digits, dashes and underscores");
        }
    }

    @Command(description = "Prints the identifier of a UUID.")
    int encode(@Parameters(paramLabel = "UUID") String uuid) {
        try {
            shell.print(Slugid.encode(UUID.fromString(uuid)));
            return ExitStatus.SUCCESS.code();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + uuid + "' is not a UUID");
        }
    }
}
