package taskcluster.worker.generic;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.Termination;
import taskcluster.worker.Worker;
import taskcluster.worker.WorkerExit;
import taskcluster.worker.log.LivelogServer;

/** A worker and the thread of its task loop. */
final class WorkerThread implements RunningWorker {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);

    private final Termination termination;
    private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();

    private WorkerThread(Termination termination) {
        this.termination = termination;
    }

    static RunningWorker start(
            Worker worker, Termination termination, String workerId, Optional<LivelogServer> livelog) {
        WorkerThread thread = new WorkerThread(termination);
        Thread.ofPlatform().name("worker-" + workerId).start(() -> thread.exit.complete(thread.work(worker, livelog)));
        return thread;
    }

    private WorkerExit work(Worker worker, Optional<LivelogServer> livelog) {
        try (worker) {
            WorkerExit reason = worker.run();
            LOG.info("The worker ends: {}", reason);
            return reason;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WorkerExit.SHUTDOWN;
        } catch (RuntimeException | Error e) {
            LOG.error("The worker ends because of a defect", e);
            return WorkerExit.INTERNAL_ERROR;
        } finally {
            livelog.ifPresent(LivelogServer::close);
        }
    }

    @Override
    public void stop(boolean finishTasks) {
        if (termination.request(finishTasks)) {
            LOG.info("The worker was asked to end; running tasks are {}", finishTasks ? "finished" : "aborted");
        }
    }

    @Override
    public int awaitExit() throws InterruptedException {
        try {
            return exit.get().code();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop(false);
        exit.join();
    }
}
