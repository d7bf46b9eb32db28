package taskcluster.queue.claim;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import taskcluster.core.FromNow;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * For which task queues waiting makes up for priority, so that low priorities cannot starve, and how long a run has to wait for
 * one level of priority. Everywhere else the order of priorities is strict.
 */
public final class PriorityAgeing {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final String ANYTHING = "*";

    private final List<Rule> rules;

    /** @param pattern the ID of a task queue, or what IDs begin with, followed by a star */
    private record Rule(String pattern, Duration interval) {
        boolean appliesTo(String taskQueueId) {
            return pattern.endsWith(ANYTHING)
                    ? taskQueueId.startsWith(pattern.substring(0, pattern.length() - 1))
                    : taskQueueId.equals(pattern);
        }
    }

    private PriorityAgeing(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads a JSON object such as {@code {"proj-a/*": "10 minutes", "proj-a/urgent": "1 minute"}}. Of several patterns that a
     * task queue matches the longest counts.
     *
     * @param json blank for none
     * @throws IllegalArgumentException if it is something else, or an interval is not one of 1 second to 7 days
     */
    public static PriorityAgeing parse(String json) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : tree(json).properties()) {
            String pattern = entry.getKey();
            if (!pattern.matches("[a-zA-Z0-9_/-]*[*]?") || pattern.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + pattern + "' is neither a task queue ID nor the beginning of one, followed by *");
            }
            rules.put(pattern, new Rule(pattern, interval(pattern, entry.getValue())));
        }
        return new PriorityAgeing(rules.values().stream()
                .sorted(Comparator.comparingInt((Rule rule) -> rule.pattern().length())
                        .reversed())
                .toList());
    }

    private static JsonNode tree(String json) {
        try {
            JsonNode tree = Json.MAPPER.readTree(json.isBlank() ? "{}" : json);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage());
        }
        throw new IllegalArgumentException("it must be a JSON object of intervals by task queue");
    }

    private static Duration interval(String pattern, JsonNode value) {
        Duration interval = value.isString() ? FromNow.parse(value.asString()) : Duration.ZERO;
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the interval of " + pattern + " must be a text of 1 second to 7 days, such as 10 minutes");
        }
        return interval;
    }

    /** How long a run of a task queue has to wait for one level of priority; empty if priorities are strict there. */
    Optional<Duration> of(String taskQueueId) {
        return rules.stream()
                .filter(rule -> rule.appliesTo(taskQueueId))
                .findFirst()
                .map(Rule::interval);
    }
}
