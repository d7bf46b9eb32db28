package taskcluster.worker.generic;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.client.Credentials;
import taskcluster.core.RootUrl;
import taskcluster.worker.Engine;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.Termination;
import taskcluster.worker.Worker;
import taskcluster.worker.WorkerSettings;
import taskcluster.worker.WorkerState;
import taskcluster.worker.feature.StandardFeatures;
import taskcluster.worker.log.LivelogServer;
import taskcluster.worker.task.RetryPolicy;
import tools.jackson.databind.node.ObjectNode;

/** Starts generic workers inside this JVM; any number may run at once, each with its own state directory. */
public final class GenericWorker {
    private static final Logger LOG = LoggerFactory.getLogger(GenericWorker.class);

    private GenericWorker() {}

    /**
     * Starts a worker that claims and runs tasks until it is stopped. What an earlier worker left behind in the same
     * state directory (processes, users, claims) is cleaned up first.
     *
     * @throws ConfigProblem when the configuration cannot be used on this machine
     */
    public static RunningWorker start(WorkerConfig config) {
        return start(config, Clock.systemUTC());
    }

    /** As {@link #start(WorkerConfig)}, with the given source of time. */
    public static RunningWorker start(WorkerConfig config, Clock clock) {
        WorkerState files = null;
        try {
            files = WorkerState.open(config.stateDir());
            Engine engine = engine(config, files);
            engine.warning().ifPresent(GenericWorker::warn);
            checkCharacterSet();
            return start(config, clock, files, engine);
        } catch (IOException | IllegalArgumentException e) {
            close(files);
            throw new ConfigProblem("The worker cannot start: " + e.getMessage(), e);
        } catch (ConfigProblem e) {
            close(files);
            throw e;
        }
    }

    private static void close(@Nullable WorkerState files) {
        if (files != null) {
            files.close();
        }
    }

    /** Live logs are a convenience: a worker that cannot offer them works all the same. */
    private static Optional<LivelogServer> livelog(WorkerConfig config) {
        if (!config.enableLiveLog()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LivelogServer.start(config.publicIp(), config.livelogExposePort()));
        } catch (IOException e) {
            LOG.warn(
                    "Tasks will have no live logs: cannot listen on port {}: {}",
                    config.livelogExposePort(),
                    e.toString());
            return Optional.empty();
        }
    }

    private static RunningWorker start(WorkerConfig config, Clock clock, WorkerState files, Engine engine) {
        Credentials credentials = new Credentials(config.clientId(), config.accessToken(), config.certificate());
        Termination termination = new Termination();
        WorkerSettings settings = settings(config, engine, termination);
        Optional<LivelogServer> livelog = livelog(config);
        List<TaskFeature> features = StandardFeatures.of(
                engine,
                new NativePayload(config.engine()),
                termination,
                files,
                livelog,
                config.enableTaskclusterProxy(),
                config.enableMetadata());
        Worker worker = new Worker(settings, () -> credentials, files, engine, features, termination, clock);
        LOG.info("Starting {} with the {} engine, capacity {}", config, engine.name(), config.capacity());
        return WorkerThread.start(worker, termination, config.workerId(), livelog);
    }

    private static Engine engine(WorkerConfig config, WorkerState files) throws IOException {
        Path registry = files.engineDirectory("tasks");
        Path scratch = files.engineDirectory("scratch");
        return switch (config.engine()) {
            case MULTIUSER ->
                new MultiuserEngine(
                        config.tasksDir(), registry, scratch, config.cleanUpTaskDirs(), UserSwitch.installed());
            case INSECURE ->
                new InsecureEngine(config.tasksDir(), registry, scratch, config.cleanUpTaskDirs(), System.getenv());
            case AUTO -> throw new IllegalArgumentException("the engine was not decided");
        };
    }

    private static WorkerSettings settings(WorkerConfig config, Engine engine, Termination termination) {
        ObjectNode metadata = config.workerTypeMetadata().deepCopy();
        metadata.set("generic-worker", WorkerVersion.metadata(engine.name(), config.capacity()));
        return new WorkerSettings(
                "generic-worker",
                new RootUrl(config.rootUrl()),
                config.taskQueueId(),
                config.workerGroup(),
                config.workerId(),
                config.capacity(),
                config.numberOfTasksToRun(),
                config.idleTimeout(),
                config.maxTaskRunTime(),
                config.cleanUpTaskDirs(),
                metadata,
                Optional.ofNullable(config.region()),
                Optional.ofNullable(config.instanceType()),
                Optional.ofNullable(config.workerLocation()),
                config.tasksDir(),
                config.requiredDiskSpaceMegabytes() << 20,
                config.cancelPoll(),
                config.claimDrain(),
                RetryPolicy.of(config.callPatience()).hurriedBy(termination.aborting()));
    }

    private static void checkCharacterSet() {
        String names = System.getProperty("sun.jnu.encoding");
        if (!"UTF-8".equalsIgnoreCase(names)) {
            LOG.warn(
                    "This process uses {} for file names, so artifacts with other characters in their paths cannot be"
                            + " uploaded; set LC_ALL=C.UTF-8 to avoid that",
                    names);
        }
    }

    /** A warning that nobody reading the log can overlook. */
    private static void warn(String warning) {
        String bar = "#".repeat(100);
        LOG.warn(
                "\n{}\n##\n##  WARNING: THIS WORKER IS INSECURE\n##\n##  {}\n##  Run it as root to give every task a user of its"
                        + " own.\n##\n{}",
                bar,
                warning,
                bar);
    }
}
