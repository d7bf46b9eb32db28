package taskcluster.cli;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import taskcluster.core.FromNow;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Fills in what only the submission knows: in texts <code>${taskId:label}</code>, <code>${taskGroupId}</code> and
 * <code>${env:NAME}</code>, and maps of the form <code>{$fromNow: "1 hour"}</code>. Everything else that looks alike, such
 * as <code>${HOME}</code>, is the task's own business and stays.
 */
final class Substitution {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?:(taskId|env):([^}]+)|taskGroupId)}");

    private final Map<String, String> taskIds;
    private final String taskGroupId;
    private final Map<String, String> environment;
    private final Instant now;

    /** @param taskIds the tasks by their labels */
    Substitution(Map<String, String> taskIds, String taskGroupId, Map<String, String> environment, Instant now) {
        this.taskIds = taskIds;
        this.taskGroupId = taskGroupId;
        this.environment = environment;
        this.now = now;
    }

    /** @param where names the place in errors */
    JsonNode apply(JsonNode node, String where) {
        return switch (node) {
            case StringNode text -> StringNode.valueOf(fill(text.asString(), where));
            case ArrayNode list -> {
                ArrayNode filled = Json.MAPPER.createArrayNode();
                list.forEach(element -> filled.add(apply(element, where)));
                yield filled;
            }
            case ObjectNode map
            when map.size() == 1 && map.path("$fromNow").isString() ->
                StringNode.valueOf(time(map.path("$fromNow").asString(), where));
            case ObjectNode map -> {
                ObjectNode filled = Json.MAPPER.createObjectNode();
                map.properties()
                        .forEach(property -> filled.set(
                                property.getKey(), apply(property.getValue(), where + "." + property.getKey())));
                yield filled;
            }
            default -> node;
        };
    }

    private String fill(String text, String where) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String kind = matcher.group(1);
            String value = kind == null
                    ? taskGroupId
                    : kind.equals("env") ? variable(matcher.group(2), where) : taskId(matcher.group(2), where);
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }

    private String taskId(String label, String where) {
        String taskId = taskIds.get(label);
        if (taskId == null) {
            throw CommandFailure.usage(
                    where + ": there is no task '" + label + "', only " + String.join(", ", taskIds.keySet()));
        }
        return taskId;
    }

    private String variable(String name, String where) {
        String value = environment.get(name);
        if (value == null) {
            throw CommandFailure.usage(where + ": the environment variable " + name + " is not set");
        }
        return value;
    }

    private String time(String text, String where) {
        try {
            return Json.timestamp(FromNow.from(text, now));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(where + ": " + e.getMessage());
        }
    }
}
