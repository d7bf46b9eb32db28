package taskcluster.worker.generic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process beside the worker that kills the processes of one task as soon as the worker closes this guard or dies, even if
 * by a signal that cannot be caught: either ends the pipe that the guard reads.
 */
final class Guard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final int KILLING_SECONDS = 20;

    private final Process process;

    private Guard(Process process) {
        this.process = process;
    }

    /**
     * Starts a guard.
     *
     * @param script what it does
     * @param arguments the script's
     */
    static Guard start(String script, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", script, "guard"));
        command.addAll(arguments);
        return new Guard(Tool.builder(command)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Names the process group of the command that runs now; 0: none does. */
    void running(long group) {
        try {
            OutputStream pipe = process.getOutputStream();
            pipe.write(((group == 0 ? "" : Long.toString(group)) + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            LOG.warn("The guard of a task does not listen: {}", e.toString());
        }
    }

    /** Lets the guard kill what is left, and waits for it. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.warn("The guard of a task does not listen: {}", e.toString());
        }
        if (!Tool.awaitEnd(process, KILLING_SECONDS)) {
            LOG.warn("The guard of a task did not end in {} s", KILLING_SECONDS);
            process.destroyForcibly();
        }
    }
}
