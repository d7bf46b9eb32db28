package taskcluster.notify.task;

import java.time.Clock;
import java.util.Optional;
import taskcluster.jsone.JsonE;
import taskcluster.jsone.JsonEException;
import tools.jackson.databind.JsonNode;

/**
 * A part of a notification that the author of the task wants to be different: a JSON-e template, or a missing node if there is
 * no such wish.
 */
record Wish(JsonNode template, TaskReport report, Clock clock) {
    /**
     * The value; empty if it is not wanted to be different, which the empty text says as well.
     *
     * @throws JsonEException if the template is wrong
     */
    Optional<JsonNode> value() {
        if (isNothing(template)) {
            return Optional.empty();
        }
        JsonNode value = JsonE.render(template, report.context(), clock.instant());
        return isNothing(value) ? Optional.empty() : Optional.of(value);
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isString() && node.stringValue().isEmpty());
    }

    /** The text; what is wrong with the template if it does not become one, so that its author learns of it. */
    Optional<String> text() {
        try {
            return value().map(value -> value.isContainer() ? problem("it is no text") : value.asString());
        } catch (JsonEException wrong) {
            return Optional.of(problem(String.valueOf(wrong.getMessage())));
        }
    }

    static String problem(String reason) {
        return "Error parsing custom message: " + reason;
    }
}
