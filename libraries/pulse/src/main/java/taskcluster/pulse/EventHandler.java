package taskcluster.pulse;

/** Handles an event. It must be idempotent: an event may come more than once. */
@FunctionalInterface
public interface EventHandler {
    /** Returning means done; an exception means that the event is tried again later. */
    void handle(Event event) throws Exception;
}
