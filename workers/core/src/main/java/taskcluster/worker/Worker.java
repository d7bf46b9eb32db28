package taskcluster.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.client.Credentials;
import taskcluster.core.Slugid;
import taskcluster.worker.artifact.SignedUpload;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.QueueCallException;
import taskcluster.worker.task.QueueCalls;

/**
 * The task loop: asks the queue for as many tasks as there is room for, runs each on a virtual thread, and asks again as
 * soon as there is room. While the worker is full the loop waits for a task to end.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int MOST_CLAIMS_A_CALL = 32;
    private static final Duration SPACING = Duration.ofSeconds(5);
    private static final Duration LOG_IDLE = Duration.ofMinutes(1);

    private final WorkerSettings settings;
    private final WorkerState files;
    private final Engine engine;
    private final QueueCalls queue;
    private final Termination termination;
    private final RunningTasks running;
    private final TaskRun.Services services;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService taskThreads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("task-", 0).factory());
    private final ReentrantLock recording = new ReentrantLock();
    private Duration idleLogged = Duration.ZERO;
    /** The same until claims have come; one call at a time uses it. */
    private volatile String claimKey = Slugid.nice();

    /**
     * A worker that is not running yet.
     *
     * @param credentials the worker's own
     * @param features every task goes through these, in this order
     * @param termination how the worker, and its features, learn that it is to end
     */
    public Worker(
            WorkerSettings settings,
            Supplier<Credentials> credentials,
            WorkerState files,
            Engine engine,
            List<TaskFeature> features,
            Termination termination,
            Clock clock) {
        this.settings = settings;
        this.files = files;
        this.engine = engine;
        this.termination = termination;
        this.clock = clock;
        this.queue = new QueueCalls(settings.rootUrl(), credentials, settings.retries());
        this.running = new RunningTasks(settings.capacity(), files.resolvedCount(), clock);
        this.services = new TaskRun.Services(
                settings,
                files,
                new FeaturePipeline(features),
                new CancelWatch(queue, settings.cancelPoll()),
                queue,
                new SignedUpload(settings.retries()),
                new WorkerMetrics(settings, clock),
                clock);
    }

    /** Works until there is a reason to end, and returns that reason when no task is running any more. */
    public WorkerExit run() throws InterruptedException {
        try {
            recover();
            services.cancelWatch().start();
            var _ = termination.future().thenRun(running::wakeUp);
            services.metrics().workerReady();
            WorkerExit exit = loop();
            awaitTasks();
            return exit;
        } catch (IOException | RuntimeException e) {
            LOG.error("The worker cannot go on", e);
            termination.request(false);
            awaitTasks();
            return WorkerExit.INTERNAL_ERROR;
        } finally {
            services.cancelWatch().close();
        }
    }

    private void awaitTasks() throws InterruptedException {
        running.await(() -> running.ids().isEmpty());
        recordProgress();
    }

    private void recover() throws IOException {
        engine.recover();
        files.clearRuns();
        CrashRecovery.giveBack(files.journal(), settings, clock, threads);
    }

    private WorkerExit loop() throws InterruptedException, IOException {
        while (true) {
            running.await(() -> running.free() > 0 || termination.requested().isPresent());
            Optional<WorkerExit> exit = reasonToEnd();
            if (exit.isPresent()) {
                return exit.get();
            }
            int wanted = wanted();
            if (wanted == 0 || !roomOnDisk()) {
                running.awaitEnd(SPACING, this::isEnding);
                continue;
            }
            long asked = System.nanoTime();
            List<ClaimedTask> claims = claim(wanted);
            if (isEnding()) {
                claims.forEach(this::giveBack);
            } else if (claims.isEmpty()) {
                running.awaitEnd(SPACING.minusNanos(System.nanoTime() - asked), this::isEnding);
            } else {
                claims.forEach(this::start);
            }
        }
    }

    private boolean isEnding() {
        return termination.requested().isPresent();
    }

    private Optional<WorkerExit> reasonToEnd() {
        Optional<Boolean> requested = termination.requested();
        if (requested.isPresent()) {
            return Optional.of(requested.get() ? WorkerExit.INTERRUPTED : WorkerExit.SHUTDOWN);
        }
        if (settings.numberOfTasksToRun() > 0 && running.resolved() >= settings.numberOfTasksToRun()) {
            return Optional.of(WorkerExit.TASKS_DONE);
        }
        Duration idle = running.idle();
        if (settings.idleTimeout().isPositive() && idle.compareTo(settings.idleTimeout()) >= 0) {
            return Optional.of(WorkerExit.IDLE);
        }
        if (idle.minus(idleLogged).compareTo(LOG_IDLE) >= 0) {
            LOG.info("No task claimed. Idle for {} s", idle.toSeconds());
            idleLogged = idle;
        } else if (idle.compareTo(idleLogged) < 0) {
            idleLogged = Duration.ZERO;
        }
        return Optional.empty();
    }

    private int wanted() {
        int wanted = Math.min(running.free(), MOST_CLAIMS_A_CALL);
        if (settings.numberOfTasksToRun() > 0) {
            int left = settings.numberOfTasksToRun()
                    - running.resolved()
                    - running.ids().size();
            wanted = Math.min(wanted, left);
        }
        return Math.max(wanted, 0);
    }

    /** Whether there is room for another task; with no task running that could make room, the worker gives up. */
    private boolean roomOnDisk() throws IOException {
        long free;
        try {
            free = Files.getFileStore(settings.diskToWatch()).getUsableSpace();
        } catch (IOException e) {
            LOG.warn("Cannot tell how much room there is in {}: {}", settings.diskToWatch(), e.toString());
            return true;
        }
        if (free >= settings.requiredDiskBytes()) {
            return true;
        }
        String message = "Only " + free + " bytes are free in " + settings.diskToWatch() + ", "
                + settings.requiredDiskBytes() + " are required";
        if (running.ids().isEmpty()) {
            throw new IOException(message + " (setting requiredDiskSpaceMegabytes)");
        }
        LOG.warn("{}; nothing is claimed for now", message);
        return false;
    }

    /**
     * Waits for work. When the worker is asked to end meanwhile, the answer is still waited for a while, and if it comes
     * too late even for that, its tasks are given back as soon as it comes.
     */
    private List<ClaimedTask> claim(int tasks) throws InterruptedException {
        CompletableFuture<List<ClaimedTask>> answer = CompletableFuture.supplyAsync(() -> ask(tasks), threads);
        try {
            CompletableFuture.anyOf(answer, termination.future()).get();
            if (isEnding()) {
                return answer.get(settings.claimDrain().toMillis(), TimeUnit.MILLISECONDS);
            }
            return answer.get();
        } catch (TimeoutException e) {
            var _ = answer.thenAccept(late -> late.forEach(this::giveBack));
            return List.of();
        } catch (ExecutionException e) {
            LOG.warn("Could not claim work.", e.getCause());
            return List.of();
        }
    }

    private List<ClaimedTask> ask(int tasks) {
        try {
            List<ClaimedTask> claims = queue.claimWork(
                    settings.taskQueueId(), settings.workerGroup(), settings.workerId(), tasks, claimKey);
            if (!claims.isEmpty()) {
                claimKey = Slugid.nice();
            }
            return claims;
        } catch (QueueCallException e) {
            LOG.warn("Could not claim work. {}", e.getMessage());
            return List.of();
        }
    }

    private void start(ClaimedTask claim) {
        running.started(claim.run());
        recordProgress();
        taskThreads.execute(() -> {
            try {
                new TaskRun(claim, services).run();
            } finally {
                running.finished(claim.run());
                recordProgress();
            }
        });
    }

    private void recordProgress() {
        recording.lock();
        try {
            files.runningTasks(running.ids());
            files.resolvedCount(running.resolved());
        } finally {
            recording.unlock();
        }
    }

    private void giveBack(ClaimedTask claim) {
        CrashRecovery.giveBack(claim.run(), claim.credentials(), settings);
    }

    /** Frees what the worker holds; call it when {@link #run} has returned. */
    @Override
    public void close() {
        taskThreads.close();
        engine.close();
        services.upload().close();
        files.close();
        threads.shutdown();
    }
}
