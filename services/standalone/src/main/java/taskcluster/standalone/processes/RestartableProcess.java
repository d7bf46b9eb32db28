package taskcluster.standalone.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that can be killed at any instant, with all that it started, and started again as it was. */
public final class RestartableProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** What a process keeps of the environment of this one. */
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ");

    private final Plan plan;
    private Process process;
    private boolean isWanted = true;
    private boolean isClosed;

    /** Says whether the process does its work. */
    interface Probe {
        boolean answers() throws IOException, InterruptedException;
    }

    /**
     * How a process is started.
     *
     * @param name for messages, and of its log file
     * @param environment beside the little that it gets of this process' environment
     * @param folder where it works and its output is appended to {@code <name>.log}
     */
    record Plan(String name, List<String> command, Map<String, String> environment, Path folder, Probe probe) {
        Path log() {
            return folder.resolve(name + ".log");
        }
    }

    private RestartableProcess(Plan plan) throws IOException {
        this.plan = plan;
        this.process = launch(plan);
    }

    /** Starts the process; {@link #awaitAnswer} waits until it is of use. */
    static RestartableProcess launched(Plan plan) throws IOException {
        return new RestartableProcess(plan);
    }

    private static Process launch(Plan plan) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(plan.command())
                .directory(plan.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().putAll(plan.environment());
        return builder.start();
    }

    public String name() {
        return plan.name();
    }

    public synchronized long pid() {
        return process.pid();
    }

    /** Whether it ended without having been killed by {@link #kill}. */
    private synchronized boolean hasDied() {
        return isWanted && !process.isAlive();
    }

    /** Starts it again if it has ended without having been killed by {@link #kill}; whether that was so. */
    public synchronized boolean revive() throws IOException {
        if (isClosed || !hasDied()) {
            return false;
        }
        process = launch(plan);
        return true;
    }

    /** Ends it, and every process that it started, by SIGKILL; returns when they are gone. */
    public synchronized void kill() throws InterruptedException {
        isWanted = false;
        List<ProcessHandle> all = Stream.concat(
                        Stream.of(process.toHandle()), process.toHandle().descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(plan.name() + " (process " + process.pid() + ") does not end");
        }
        for (ProcessHandle each : all) {
            awaitEnd(each);
        }
    }

    private void awaitEnd(ProcessHandle handle) throws InterruptedException {
        long limit = System.nanoTime() + END_LIMIT.toNanos();
        while (!hasEnded(handle)) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(plan.name() + " (process " + handle.pid() + ") does not end");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Whether it is gone, or nothing is left of it but the entry that its parent has not asked for yet. */
    static boolean hasEnded(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return true;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return !handle.isAlive();
        }
    }

    /**
     * Starts it again after it has ended.
     *
     * @throws IllegalStateException if it runs, or has been closed
     */
    public synchronized void start() throws IOException {
        if (isClosed || process.isAlive()) {
            throw new IllegalStateException(plan.name() + (isClosed ? " is closed" : " runs already"));
        }
        process = launch(plan);
        isWanted = true;
    }

    /**
     * Waits until it answers.
     *
     * @throws IOException if it ends before that, or takes more than two minutes
     */
    public void awaitAnswer() throws IOException, InterruptedException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (hasDied()) {
                throw new IOException(plan.name() + " ended at its start: see " + plan.log());
            }
            if (System.nanoTime() > limit) {
                throw new IOException(
                        plan.name() + " does not answer after " + START_LIMIT.toSeconds() + " s: see " + plan.log());
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return plan.probe().answers();
        } catch (IOException unreachable) {
            return false;
        }
    }

    /** Kills it for good. */
    @Override
    public synchronized void close() {
        isClosed = true;
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
