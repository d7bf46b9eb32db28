package taskcluster.worker;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskcluster.client.Credentials;
import taskcluster.worker.artifact.ArtifactUploader;
import taskcluster.worker.log.TaskLog;
import taskcluster.worker.payload.LogNames;
import taskcluster.worker.payload.Payload;
import taskcluster.worker.task.ArtifactNames;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskWorld;

/** One run as its features see it. Features run one after the other, so what they put here needs no lock. */
public final class TaskContext {
    private final ClaimedTask claim;
    private final WorkerSettings worker;
    private final Path directory;
    private final Clock clock;
    private final TaskLog log;
    private final TaskProblems problems;
    private final RunState state;
    private final ArtifactUploader uploader;
    private final Supplier<Credentials> credentials;
    private final ArtifactNames names = new ArtifactNames();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Runnable> afterLogUpload = new CopyOnWriteArrayList<>();
    private @Nullable Payload payload;
    private @Nullable TaskWorld world;

    TaskContext(
            ClaimedTask claim,
            WorkerSettings worker,
            Path directory,
            Clock clock,
            TaskLog log,
            TaskProblems problems,
            RunState state,
            ArtifactUploader uploader,
            Supplier<Credentials> credentials) {
        this.claim = claim;
        this.worker = worker;
        this.directory = directory;
        this.clock = clock;
        this.log = log;
        this.problems = problems;
        this.state = state;
        this.uploader = uploader;
        this.credentials = credentials;
    }

    public ClaimedTask claim() {
        return claim;
    }

    public RunKey run() {
        return claim.run();
    }

    public WorkerSettings worker() {
        return worker;
    }

    /** A directory for files of this run that the task must not see; deleted afterwards. */
    public Path directory() {
        return directory;
    }

    public Clock clock() {
        return clock;
    }

    public TaskLog log() {
        return log;
    }

    /** What went wrong so far; the first entry decides the resolution. */
    public TaskProblems problems() {
        return problems;
    }

    public RunState state() {
        return state;
    }

    public ArtifactUploader uploader() {
        return uploader;
    }

    /** Those of the run as they are now; each renewal of the claim brings new ones. */
    public Credentials credentials() {
        return credentials.get();
    }

    public ArtifactNames names() {
        return names;
    }

    /** What features add to the environment of every command. */
    public Map<String, String> environment() {
        return environment;
    }

    public void payload(Payload read) {
        payload = read;
    }

    /** The payload, once it has been read and found good. */
    public Optional<Payload> payloadIfRead() {
        return Optional.ofNullable(payload);
    }

    /**
     * The payload.
     *
     * @throws IllegalStateException before the payload was read
     */
    public Payload payload() {
        return payloadIfRead().orElseThrow(() -> new IllegalStateException("the payload has not been read"));
    }

    /** Names of the logs; the usual ones when the payload could not be read. */
    public LogNames logs() {
        return payloadIfRead().map(Payload::logs).orElse(LogNames.DEFAULT);
    }

    public void world(TaskWorld opened) {
        world = opened;
    }

    /**
     * Where the task runs.
     *
     * @throws IllegalStateException before it was opened
     */
    public TaskWorld world() {
        return Optional.ofNullable(world).orElseThrow(() -> new IllegalStateException("no place to run in yet"));
    }

    /** Has something done as soon as the complete log can be read as an artifact. */
    public void afterLogUpload(Runnable action) {
        afterLogUpload.add(action);
    }

    /** Tells that the complete log can be read as an artifact. */
    public void logUploaded() {
        afterLogUpload.forEach(Runnable::run);
    }
}
