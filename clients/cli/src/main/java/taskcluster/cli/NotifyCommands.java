package taskcluster.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code notify ...}: tells people and programs something. */
@Command(
        name = "notify",
        description = "Sends notifications, and says who gets none.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A text that is left out comes from standard input. What was sent within the last hour is not sent again."
        })
final class NotifyCommands {
    private final Shell shell;
    private final Deployment deployment;

    private NotifyCommands(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    /** The button of an e-mail. */
    private record Link(String text, String href) {}

    static CommandLine commandLine(Shell shell, Deployment deployment) {
        return new CommandLine(new NotifyCommands(shell, deployment))
                .addSubcommand("denylist", new DenylistCommands(shell, deployment));
    }

    @Command(description = "Sends an e-mail.")
    int email(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(arity = "0..1", paramLabel = "CONTENT", description = "Markdown.") @Nullable String content,
            @Option(
                            names = {"-s", "--subject"},
                            paramLabel = "TEXT",
                            required = true,
                            description = "The subject line.")
                    String subject,
            @Option(names = "--reply-to", paramLabel = "ADDRESS", description = "Where answers go.") @Nullable
                    String replyTo,
            @Option(names = "--link", paramLabel = "URL", description = "Where the button below the text leads.")
                    @Nullable
                    String link,
            @Option(
                            names = "--link-text",
                            paramLabel = "TEXT",
                            defaultValue = "Open",
                            description = "What the button says (default: ${DEFAULT-VALUE}).")
                    String linkText,
            @Option(names = "--fullscreen", description = "In the full width instead of a narrow column.")
                    boolean isFullscreen) {
        Map<String, Object> email = new LinkedHashMap<>();
        email.put("address", address);
        email.put("subject", subject);
        email.put("content", text(content));
        putIfPresent(email, "replyTo", replyTo);
        putIfPresent(email, "link", link == null ? null : new Link(linkText, link));
        email.put("template", isFullscreen ? "fullscreen" : "simple");
        deployment.notifications().email(email);
        return done();
    }

    @Command(description = "Posts a message to a channel of Slack.")
    int slack(
            @Parameters(paramLabel = "CHANNEL_ID") String channelId,
            @Parameters(arity = "0..1", paramLabel = "TEXT") @Nullable String text,
            @Option(
                            names = "--blocks",
                            paramLabel = "FILE",
                            description = "A JSON file with layout blocks; the text stands for them in previews.")
                    @Nullable
                    String blocks) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("channelId", channelId);
        message.put("text", text(text));
        putIfPresent(message, "blocks", blocks == null ? null : json(blocks, shell.read(blocks)));
        deployment.notifications().slack(message);
        return done();
    }

    @Command(description = "Posts a message to a room of Matrix.")
    int matrix(
            @Parameters(paramLabel = "ROOM_ID") String roomId,
            @Parameters(arity = "0..1", paramLabel = "TEXT") @Nullable String text,
            @Option(names = "--html", paramLabel = "HTML", description = "The same as HTML.") @Nullable String html,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            defaultValue = "m.notice",
                            description = "m.notice, m.text or m.emote (default: ${DEFAULT-VALUE}).")
                    String type) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("roomId", roomId);
        message.put("body", text(text));
        message.put("msgtype", type);
        putIfPresent(message, "format", html == null ? null : "org.matrix.custom.html");
        putIfPresent(message, "formattedBody", html);
        deployment.notifications().matrix(message);
        return done();
    }

    @Command(description = "Publishes a message for whoever is bound to route.ROUTING_KEY.")
    int pulse(
            @Parameters(paramLabel = "ROUTING_KEY") String routingKey,
            @Parameters(arity = "0..1", paramLabel = "MESSAGE", description = "A JSON object.") @Nullable
                    String message) {
        deployment
                .notifications()
                .pulse(Map.of("routingKey", routingKey, "message", json("the message", text(message))));
        return done();
    }

    private String text(@Nullable String given) {
        return given == null ? shell.read("-") : given;
    }

    private static JsonNode json(String what, String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw CommandFailure.usage(what + " is not JSON: " + e.getOriginalMessage());
        }
    }

    private static void putIfPresent(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /** The deployment does not say whether the same was sent before. */
    private int done() {
        shell.note("sent, unless the same was sent within the last hour");
        return ExitStatus.SUCCESS.code();
    }
}
