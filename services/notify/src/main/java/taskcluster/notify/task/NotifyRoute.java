package taskcluster.notify.task;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import taskcluster.notify.delivery.Email;
import taskcluster.notify.delivery.MatrixMessage;
import taskcluster.notify.delivery.PulseMessage;
import taskcluster.notify.delivery.SlackMessage;

/**
 * A route of a task that asks for a notification: {@code notify.<type>.<address>.on-<when>}.
 *
 * @param address may have dots
 * @param when a state, {@code defined}, {@code transition}, {@code resolved}, or {@code any} for the same
 */
record NotifyRoute(String type, String address, String when) {
    private static final String PREFIX = "notify";
    private static final String ON = "on-";
    private static final Set<String> TYPES =
            Set.of(Email.TYPE, PulseMessage.TYPE, MatrixMessage.TYPE, SlackMessage.TYPE);
    private static final Set<String> RESOLVED = Set.of("completed", "failed", "exception");
    private static final int FEWEST_WORDS = 4;

    /** Reads a route; empty if it is one for others. */
    static Optional<NotifyRoute> parse(String route) {
        List<String> words = Arrays.asList(route.split("\\.", -1));
        if (words.size() < FEWEST_WORDS
                || !words.getFirst().equals(PREFIX)
                || !TYPES.contains(words.get(1))
                || !words.getLast().startsWith(ON)) {
            return Optional.empty();
        }
        return Optional.of(new NotifyRoute(
                words.get(1),
                String.join(".", words.subList(2, words.size() - 1)),
                words.getLast().substring(ON.length())));
    }

    /** Whether a task that has come into the state is to be told of. */
    boolean isFor(String state) {
        return switch (when) {
            case "transition" -> true;
            case "any", "resolved" -> RESOLVED.contains(state);
            // What is announced as defined has no run yet.
            case "defined" -> state.equals("unscheduled");
            default -> when.equals(state);
        };
    }
}
