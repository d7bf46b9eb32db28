package taskcluster.standalone.soak;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Virtual threads that do one kind of thing. Closing interrupts those that still run and waits for their end. */
final class Threads implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Map<FutureTask<?>, Thread> running = new LinkedHashMap<>();

    void start(Activity activity) {
        FutureTask<?> task = new FutureTask<>(() -> {
            activity.run();
            return this;
        });
        running.put(task, Thread.startVirtualThread(task));
    }

    /**
     * Waits until all have ended by themselves.
     *
     * @throws ExecutionException if one has failed
     */
    void join() throws ExecutionException, InterruptedException {
        for (FutureTask<?> task : running.keySet()) {
            task.get();
        }
    }

    /**
     * Looks whether all are still at it.
     *
     * @throws ExecutionException if one has failed
     */
    void check() throws ExecutionException, InterruptedException {
        for (FutureTask<?> task : running.keySet()) {
            if (task.isDone()) {
                task.get();
            }
        }
    }

    /**
     * Interrupts all and waits until they have ended.
     *
     * @throws ExecutionException if one had failed before
     */
    void stop() throws ExecutionException, InterruptedException {
        interruptAll();
        for (FutureTask<?> task : running.keySet()) {
            try {
                task.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof InterruptedException)) {
                    throw e;
                }
            }
        }
    }

    private void interruptAll() throws InterruptedException {
        running.values().forEach(Thread::interrupt);
        for (Thread thread : running.values()) {
            // Some libraries forget that they were interrupted.
            while (!thread.join(AGAIN)) {
                thread.interrupt();
            }
        }
    }

    @Override
    public void close() {
        try {
            interruptAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
