package taskcluster.worker.generic;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Programs of the machine that the worker uses. They get an environment of our own, so that nothing of the worker's (such as
 * credentials) or the task's (such as libraries to preload into a program that runs as root) gets into them.
 */
final class Tool {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final File NOTHING = new File("/dev/null");
    private static final int MOST_WORDS = 2000;

    private Tool() {}

    /** A program that can be started; it reads nothing and its directory is the root. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(new File("/")).redirectInput(NOTHING);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", PATH);
        environment.put("LC_ALL", "C");
        return builder;
    }

    /** How a program ended, and what it said on standard error. */
    record Result(int exitCode, String complaint) {
        boolean isGood() {
            return exitCode == 0;
        }
    }

    /** Runs a program to its end. */
    static Result run(List<String> command) throws IOException {
        return run(command, OutputStream.nullOutputStream());
    }

    /** Runs a program to its end and passes on what it writes. */
    static Result run(List<String> command, OutputStream output) throws IOException {
        Process process = builder(command).start();
        try {
            CompletableFuture<String> complaint = CompletableFuture.supplyAsync(
                    () -> words(process.getErrorStream()),
                    task -> Thread.ofVirtual().start(task));
            process.getInputStream().transferTo(output);
            int exitCode = process.waitFor();
            return new Result(exitCode, complaint.join().strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command.getFirst(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String words(InputStream stream) {
        try {
            String words = new String(stream.readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return words;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Whether a program is installed. */
    static boolean exists(String name) {
        for (String directory : PATH.split(":", -1)) {
            if (new File(directory, name).canExecute()) {
                return true;
            }
        }
        return false;
    }

    /** Waits for a process for a while; false: it is still running. */
    static boolean awaitEnd(Process process, int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
