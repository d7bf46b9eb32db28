package taskcluster.worker.task;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * The place in which one run happens: a directory, somebody to run as, and the processes started there. Nothing of it
 * outlives the worker: when the worker's process ends for whatever reason, so do all processes of the run.
 */
public interface TaskWorld extends AutoCloseable {
    /** Working directory of all commands. */
    Path directory();

    /** The environment that every command starts from. */
    Map<String, String> environment();

    /** The number of the user that the commands run as, if it is one of this run alone. */
    OptionalInt userId();

    /**
     * Starts a command.
     *
     * @param command an argument vector, run without a shell
     * @param environment all of the command's environment
     * @param output receives what the command writes, both streams in the order of writing; also from processes that it
     *     leaves running
     */
    Execution start(List<String> command, Map<String, String> environment, OutputStream output) throws IOException;

    /**
     * Copies a file with the rights of the task, so that nothing is given away that the task could not read itself.
     *
     * @throws IOException when the task cannot read the file; the message says why
     */
    void copy(Path file, OutputStream target) throws IOException;

    /** Everything below a directory that is not itself a directory, found with the rights of the task. */
    Listing list(Path directory) throws IOException;

    /** Kills every process of the run and waits until none is left. May be called at any time, and again. */
    void killAll();

    /** Kills every process of the run and removes all that belongs to it. */
    @Override
    void close();

    /** A command that was started. */
    interface Execution {
        /** Completes when the command has ended and all that it wrote has been passed on; never exceptionally. */
        CompletableFuture<Outcome> outcome();
    }

    /**
     * How a command ended.
     *
     * @param exitCode its exit code; 128 plus the signal's number when a signal ended it
     * @param userTime processor time spent in the command and the processes it waited for
     * @param kernelTime processor time spent by the kernel on their behalf
     */
    record Outcome(int exitCode, Duration userTime, Duration kernelTime) {}

    /**
     * The contents of a directory.
     *
     * @param files absolute paths of everything but directories
     * @param unreadable what could not be looked at, with the reason
     */
    record Listing(List<Path> files, Map<Path, String> unreadable) {}
}
