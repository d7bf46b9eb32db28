package taskcluster.worker.generic;

/** A worker that was started in this JVM. */
public interface RunningWorker extends AutoCloseable {
    /**
     * Asks the worker to end; returns at once. Nothing new is claimed. The first request decides, except that a later one
     * may still turn finishing into aborting.
     *
     * @param finishTasks true: running tasks finish normally; false: they are aborted and resolved
     *     {@code exception/worker-shutdown}, so that the queue gives them to another worker
     */
    void stop(boolean finishTasks);

    /** Waits until the worker has ended and returns its exit code; see {@code taskcluster.worker.WorkerExit}. */
    int awaitExit() throws InterruptedException;

    /** Aborts running tasks and waits until the worker has ended. */
    @Override
    void close();
}
