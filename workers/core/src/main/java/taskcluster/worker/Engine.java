package taskcluster.worker;

import java.io.IOException;
import java.util.Optional;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskWorld;

/** Where tasks run, and as whom. */
public interface Engine extends AutoCloseable {
    /** The engine's name as users see it. */
    String name();

    /** What the author of every task must be warned of. */
    Optional<String> warning();

    /**
     * Removes whatever earlier runs of this worker have left on the machine: processes, users, directories. Called once,
     * before anything is claimed; touches nothing that belongs to another worker.
     */
    void recover() throws IOException;

    /**
     * Makes a fresh place for one run.
     *
     * @throws IOException when that is impossible; everything done so far has been undone
     */
    TaskWorld open(RunKey run) throws IOException;

    @Override
    void close();
}
