package taskcluster.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.artifact.ArtifactUploader;
import taskcluster.worker.artifact.SignedUpload;
import taskcluster.worker.log.TaskLog;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.QueueCallException;
import taskcluster.worker.task.QueueCalls;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskProblem;

/** One claimed run, from the claim to the report. */
final class TaskRun {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);

    private final ClaimedTask claim;
    private final Services services;
    private final RunLease lease;
    private final QueueCalls queue;
    private final TaskProblems problems = new TaskProblems();
    private final RunState state = new RunState(problems);

    /** What all runs of a worker share. */
    record Services(
            WorkerSettings settings,
            WorkerState files,
            FeaturePipeline pipeline,
            CancelWatch cancelWatch,
            QueueCalls workerQueue,
            SignedUpload upload,
            WorkerMetrics metrics,
            Clock clock) {}

    TaskRun(ClaimedTask claim, Services services) {
        this.claim = claim;
        this.services = services;
        this.lease = new RunLease(claim);
        this.queue = new QueueCalls(
                services.settings().rootUrl(),
                lease::credentials,
                services.settings().retries());
    }

    /** Runs the task to its end and reports it; nothing is thrown, whatever happens. */
    void run() {
        RunKey run = claim.run();
        ClaimJournal journal = services.files().journal();
        journal.put(run, claim.takenUntil(), claim.credentials());
        services.cancelWatch().add(run, state, queue);
        try (Reclaimer reclaimer =
                new Reclaimer(lease, state, queue, journal, services.cancelWatch()::isWatching, services.clock())) {
            reclaimer.start();
            execute();
            report();
        } catch (RuntimeException | Error e) {
            LOG.error("Unexpected failure while running {}", run, e);
        } finally {
            services.cancelWatch().remove(run);
            journal.remove(run);
            services.metrics().task("taskFinish", run);
        }
    }

    private void execute() {
        Optional<Path> directory = Optional.empty();
        try {
            services.metrics().task("taskQueued", claim.run(), claim.created());
            services.metrics().task("taskStart", claim.run());
            directory = Optional.of(services.files().runDirectory(claim.run()));
            Path log = directory.get().resolve("live_backing.log");
            try (TaskLog taskLog = TaskLog.create(log, services.clock())) {
                services.pipeline().run(context(directory.get(), taskLog));
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("Could not run {}", claim.run(), e);
            problems.add(new TaskProblem(Resolution.INTERNAL_ERROR, "the worker could not set up the task", e));
        } finally {
            if (services.settings().cleanUp()) {
                directory.ifPresent(TaskRun::delete);
            }
        }
    }

    private TaskContext context(Path directory, TaskLog log) {
        ArtifactUploader uploader =
                new ArtifactUploader(claim.run(), queue, services.workerQueue(), log, services.upload());
        return new TaskContext(
                claim,
                services.settings(),
                directory,
                services.clock(),
                log,
                problems,
                state,
                uploader,
                lease::credentials);
    }

    private static void delete(Path directory) {
        try {
            PrivateFiles.deleteTree(directory);
        } catch (IOException e) {
            LOG.warn("Could not delete {}: {}", directory, e.toString());
        }
    }

    private void report() {
        if (!state.startReporting()) {
            LOG.info(
                    "Run {} is not reported: {}",
                    claim.run(),
                    state.lostBecause().orElse(""));
            return;
        }
        Resolution resolution = problems.resolution();
        try {
            queue.report(claim.run(), resolution);
            LOG.info("Run {} resolved: {}", claim.run(), resolution);
        } catch (QueueCallException e) {
            LOG.warn("Could not report {} as {}: {}", claim.run(), resolution, e.getMessage());
        }
    }
}
