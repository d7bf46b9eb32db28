package taskcluster.builtinworkers;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import taskcluster.api.HealthCheck;
import taskcluster.client.ClientOptions;
import taskcluster.monitor.Monitor;

/** A worker for each of the built-in queues. They are healthy while the queue answers them. */
final class BuiltInWorkers implements HealthCheck, AutoCloseable {
    private final List<BuiltInWorker> workers;

    BuiltInWorkers(ClientOptions options, Duration retryDelay, Monitor monitor) {
        this.workers = Arrays.stream(BuiltInQueue.values())
                .map(queue -> new BuiltInWorker(queue, options, retryDelay, monitor.child(queue.workerId())))
                .toList();
    }

    void start() {
        workers.forEach(BuiltInWorker::start);
    }

    @Override
    public String name() {
        return "built-in-workers-queue";
    }

    @Override
    public boolean isHealthy(Duration timeout) {
        return workers.stream().allMatch(BuiltInWorker::isHealthy);
    }

    /** Waits for what they are at: a claim that waits for work takes up to 20 seconds. */
    @Override
    public void close() {
        workers.forEach(BuiltInWorker::beginClosing);
        workers.forEach(BuiltInWorker::close);
    }
}
