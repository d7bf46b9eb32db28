package taskcluster.queue.claim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker asks for.
 *
 * @param count how many runs at most
 * @param key tells repetitions of one request from other requests; null if the worker does not repeat
 */
record WorkRequest(
        String taskQueueId,
        Worker worker,
        int count,
        @Nullable String key) {

    /** Who asks. Only one request of a worker is made at a time, so that a repetition sees what came of the one before. */
    Object claimant() {
        return List.of(taskQueueId, worker);
    }
}
