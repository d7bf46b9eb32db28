package taskcluster.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import taskcluster.worker.task.RunKey;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The worker's private directory: claims, logs of running tasks, counters. It belongs to one living worker, which a file
 * lock makes sure of, and only the worker's user can read it.
 */
public final class WorkerState implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerState.class);
    private static final String STATUS = "worker-status.json";
    private static final String RESOLVED = "tasks-resolved-count.txt";

    private final Path directory;
    private final FileChannel lock;

    private WorkerState(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes possession of the directory, making it if need be.
     *
     * @throws IOException when it cannot be used, or another living worker has it
     */
    public static WorkerState open(Path directory) throws IOException {
        PrivateFiles.directory(directory);
        FileChannel lock =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException("another worker is using the state directory " + directory, e);
        }
        PrivateFiles.deleteUnfinished(directory);
        PrivateFiles.deleteUnfinished(PrivateFiles.directory(directory.resolve("claims")));
        PrivateFiles.directory(directory.resolve("runs"));
        return new WorkerState(directory, lock);
    }

    /** A sub-directory for an engine's own records. */
    public Path engineDirectory(String name) throws IOException {
        Path path = PrivateFiles.directory(directory.resolve(name));
        PrivateFiles.deleteUnfinished(path);
        return path;
    }

    ClaimJournal journal() {
        return new ClaimJournal(directory.resolve("claims"));
    }

    /** An empty directory for the log and other files of a run. */
    Path runDirectory(RunKey run) throws IOException {
        Path path = directory.resolve("runs").resolve(run.fileName());
        PrivateFiles.deleteTree(path);
        return PrivateFiles.directory(path);
    }

    /** Deletes what runs of an earlier worker have left in this directory. */
    void clearRuns() {
        try (Stream<Path> runs = Files.list(directory.resolve("runs"))) {
            for (Path run : runs.toList()) {
                PrivateFiles.deleteTree(run);
            }
        } catch (IOException e) {
            LOG.warn("Could not delete files of earlier runs in {}: {}", directory, e.toString());
        }
    }

    /** The number of tasks run by this worker in all its lives; 0 when it is not known. */
    int resolvedCount() {
        try {
            return Integer.parseInt(
                    Files.readString(directory.resolve(RESOLVED)).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    void resolvedCount(int count) {
        write(RESOLVED, Integer.toString(count));
    }

    /** Tells whoever asks for the worker's status which tasks are running. */
    void runningTasks(List<RunKey> runs) {
        if (runs.isEmpty()) {
            try {
                Files.deleteIfExists(directory.resolve(STATUS));
            } catch (IOException e) {
                LOG.warn("Could not remove the status file: {}", e.toString());
            }
            return;
        }
        ObjectNode status = Json.MAPPER.createObjectNode();
        ArrayNode ids = status.putArray("currentTaskIds");
        runs.forEach(run -> ids.add(run.taskId()));
        write(STATUS, Json.MAPPER.writeValueAsString(status));
    }

    /** The status as written by a living worker, or an empty list of tasks. */
    public static String status(Path directory) throws IOException {
        try {
            return Files.readString(directory.resolve(STATUS));
        } catch (NoSuchFileException e) {
            return "{\"currentTaskIds\":[]}";
        }
    }

    /** Records where the last task can be looked at. */
    public void lastTask(String url) {
        write(
                "generic-worker-metadata.json",
                Json.MAPPER.writeValueAsString(Json.MAPPER.createObjectNode().put("lastTaskUrl", url)));
    }

    private void write(String name, String text) {
        try {
            PrivateFiles.write(directory.resolve(name), text);
        } catch (IOException e) {
            LOG.warn("Could not write {}: {}", name, e.toString());
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("Could not release the state directory {}: {}", directory, e.toString());
        }
    }
}
