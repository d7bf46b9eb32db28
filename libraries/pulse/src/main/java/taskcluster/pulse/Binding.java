package taskcluster.pulse;

/**
 * What a consumer wants to receive.
 *
 * @param exchange full name, such as {@code exchange/taskcluster-queue/v1/task-pending}
 * @param routingKeyPattern words joined by dots; {@code *} stands for one word, {@code #} for any number of them
 */
public record Binding(String exchange, String routingKeyPattern) {
    /** Whether the event's exchange is this one and its routing key or one of its CC keys fits the pattern. */
    public boolean matches(Event event) {
        if (!exchange.equals(event.exchange())) {
            return false;
        }
        if (routingKeyPattern.equals("#")) {
            return true;
        }
        TopicPattern pattern = new TopicPattern(routingKeyPattern);
        return pattern.matches(event.routingKey()) || event.cc().stream().anyMatch(pattern::matches);
    }
}
