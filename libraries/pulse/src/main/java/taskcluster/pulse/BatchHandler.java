package taskcluster.pulse;

import java.util.List;

/** Handles events, and several at once when many are there, which costs less for each. Both must be idempotent. */
public interface BatchHandler extends EventHandler {
    /** The result is as if they had been handled one after the other. After an exception each is handled by itself. */
    void handleTogether(List<Event> events) throws Exception;
}
