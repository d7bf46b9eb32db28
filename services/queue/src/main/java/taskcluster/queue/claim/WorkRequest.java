package taskcluster.queue.claim;

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
        @Nullable String key) {}
