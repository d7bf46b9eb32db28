package taskcluster.queue.claim;

import org.jspecify.annotations.Nullable;

/**
 * How a run fares.
 *
 * @param reasonResolved why it is resolved, null if it is not
 */
record RunState(String state, @Nullable String reasonResolved) {
    boolean isRunning() {
        return state.equals("running");
    }
}
