package taskcluster.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code notify denylist ...}: who gets no notifications. */
@Command(name = "denylist", description = "Says who gets no notifications.", synopsisSubcommandLabel = "COMMAND")
final class DenylistCommands {
    private static final String TYPE = "email, pulse, matrix-room or slack-channel.";

    private final Shell shell;
    private final Deployment deployment;

    DenylistCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Command(description = "Lists the addresses that get no notifications.")
    int list() {
        deployment
                .notifications()
                .listDenylistStream(Map.of())
                .map(entry -> "%-13s  %s"
                        .formatted(
                                entry.path("notificationType").asString(""),
                                entry.path("notificationAddress").asString("")))
                .forEach(shell::print);
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Denies an address all notifications.")
    int add(
            @Parameters(paramLabel = "TYPE", description = TYPE) String type,
            @Parameters(paramLabel = "ADDRESS") String address) {
        deployment.notifications().addDenylistAddress(payload(type, address));
        return ExitStatus.SUCCESS.code();
    }

    @Command(description = "Lets an address get notifications again.")
    int delete(
            @Parameters(paramLabel = "TYPE", description = TYPE) String type,
            @Parameters(paramLabel = "ADDRESS") String address) {
        deployment.notifications().deleteDenylistAddress(payload(type, address));
        return ExitStatus.SUCCESS.code();
    }

    private static Map<String, String> payload(String type, String address) {
        return Map.of("notificationType", type, "notificationAddress", address);
    }
}
