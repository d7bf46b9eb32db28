package taskcluster.notify.task;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.jsone.JsonEException;
import taskcluster.notify.delivery.MatrixMessage;
import taskcluster.notify.delivery.SlackMessage;
import tools.jackson.databind.JsonNode;

/** Messages about a task for chats. */
final class TaskChat {
    private static final String NOTICE = "m.notice";
    private static final Set<String> MESSAGE_TYPES = Set.of(NOTICE, "m.text", "m.emote");

    private final TaskReport report;
    private final Clock clock;

    private TaskChat(TaskReport report, Clock clock) {
        this.report = report;
        this.clock = clock;
    }

    static MatrixMessage matrix(TaskReport report, Clock clock, String roomId) {
        return new TaskChat(report, clock).matrix(roomId);
    }

    static SlackMessage slack(TaskReport report, Clock clock, String channelId) {
        return new TaskChat(report, clock).slack(channelId);
    }

    private Wish wish(String key) {
        return new Wish(report.wishes().path(key), report, clock);
    }

    private MatrixMessage matrix(String roomId) {
        String type = report.wishes().path("matrixMsgtype").asString(NOTICE);
        return new MatrixMessage(
                roomId,
                wish("matrixBody").text().orElseGet(this::plainText),
                wish("matrixFormat").text().orElse(null),
                wish("matrixFormattedBody").text().orElse(null),
                MESSAGE_TYPES.contains(type) ? type : NOTICE);
    }

    private String plainText() {
        String happened = report.isResolved() ? "' resolved as '" : "' is now '";
        return "'" + report.name() + happened + report.state() + "': " + report.url();
    }

    private SlackMessage slack(String channelId) {
        String text = wish("slackText").text().orElseGet(this::markedText);
        return new SlackMessage(
                channelId,
                text,
                list("slackBlocks", problem -> Json.MAPPER.valueToTree(List.of(section(problem))))
                        .orElseGet(() -> usualBlocks(text)),
                list("slackAttachments", problem -> Json.MAPPER.valueToTree(List.of(Map.of("text", problem))))
                        .orElse(null),
                isTrue("slackUnfurlLinks"),
                isTrue("slackUnfurlMedia"));
    }

    /** What Slack can show of a problem. */
    @FunctionalInterface
    private interface Shown {
        JsonNode of(String problem);
    }

    /** A list that is wanted, or a list that shows what is wrong with the wish. */
    private Optional<@Nullable JsonNode> list(String key, Shown shown) {
        try {
            return wish(key)
                    .value()
                    .map(value -> value.isArray() ? value : shown.of(Wish.problem(key + " is no list")));
        } catch (JsonEException wrong) {
            return Optional.of(shown.of(Wish.problem(String.valueOf(wrong.getMessage()))));
        }
    }

    private boolean isTrue(String key) {
        JsonNode value = report.wishes().path(key);
        return value.isBoolean() && value.booleanValue();
    }

    private String markedText() {
        return emoji() + " <" + report.url() + "|*" + escaped(report.name()) + "*> transitioned to " + report.state();
    }

    private String emoji() {
        return switch (report.state()) {
            case "pending" -> ":hourglass:";
            case "running" -> ":hammer_and_wrench:";
            case "completed" -> ":heavy_check_mark:";
            case "failed" -> ":x:";
            case "exception" -> ":heavy_exclamation_mark:";
            default -> ":question:";
        };
    }

    /** What Slack would take for a link or a mention is text. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private JsonNode usualBlocks(String text) {
        String group = "Task group: <" + report.groupUrl() + "|" + report.taskGroupId() + ">";
        return Json.MAPPER.valueToTree(
                List.of(section(text), Map.of("type", "context", "elements", List.of(markdown(group)))));
    }

    private static Map<String, Object> section(String text) {
        return Map.of("type", "section", "text", markdown(text));
    }

    private static Map<String, Object> markdown(String text) {
        return Map.of("type", "mrkdwn", "text", text);
    }
}
