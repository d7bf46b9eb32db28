package taskcluster.queue.claim;

/** Who claims. */
record Worker(String workerGroup, String workerId) {}
