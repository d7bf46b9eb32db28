package taskcluster.worker.generic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.task.TaskWorld;
import taskcluster.worker.task.TaskWorld.Outcome;

/**
 * A command of a task at work. Its output is passed on by a thread of its own; processes that it leaves running go on
 * writing there until they are killed. The threads are platform threads: they block in reads of pipes for as long as the
 * command runs, which would take carriers away from the virtual ones.
 */
final class LocalCommand implements TaskWorld.Execution {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCommand.class);
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration MOST_WAIT = Duration.ofSeconds(2);
    private static final int BUFFER = 64 * 1024;

    private final Process process;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Thread pump;
    private volatile long lastOutput = System.nanoTime();

    private LocalCommand(Process process, OutputStream output) {
        this.process = process;
        this.pump = Thread.ofPlatform().daemon().name("output-" + process.pid()).unstarted(() -> copy(output));
    }

    /**
     * Starts a launch script.
     *
     * @param become the words that change the user; none: stay the same
     * @param leader told the process id of the command once it runs, and 0 when it has ended
     */
    static LocalCommand start(Path launchScript, List<String> become, OutputStream output, LongConsumer leader)
            throws IOException {
        List<String> words = new ArrayList<>(
                List.of("setsid", "/bin/sh", "-c", Scripts.SUPERVISE, "supervise", launchScript.toString()));
        words.addAll(become);
        LocalCommand command = new LocalCommand(Tool.builder(words).start(), output);
        command.pump.start();
        Thread.ofPlatform().daemon().name("command-" + command.process.pid()).start(() -> command.follow(leader));
        return command;
    }

    @Override
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    private void copy(OutputStream output) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream input = process.getInputStream()) {
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                lastOutput = System.nanoTime();
                output.write(buffer, 0, count);
            }
        } catch (IOException e) {
            LOG.warn("The output of a command broke off: {}", e.toString());
        }
    }

    private void follow(LongConsumer leader) {
        Outcome end = new Outcome(-1, Duration.ZERO, Duration.ZERO);
        try (BufferedReader control =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            Duration user = Duration.ZERO;
            Duration kernel = Duration.ZERO;
            for (String line = control.readLine(); line != null; line = control.readLine()) {
                Matcher times = TIMES.matcher(line);
                if (times.matches()) {
                    user = duration(times.group(1), times.group(2));
                    kernel = duration(times.group(3), times.group(4));
                } else if (line.chars().allMatch(Character::isDigit) && !line.isEmpty()) {
                    leader.accept(Long.parseLong(line));
                } else {
                    LOG.debug("A supervisor says: {}", line);
                }
            }
            int exitCode = process.waitFor();
            drain();
            end = new Outcome(exitCode, user, kernel);
        } catch (IOException e) {
            LOG.error("Lost sight of a command", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leader.accept(0);
            outcome.complete(end);
        }
    }

    /** Waits for what the command has written; not for what processes that it left running may still write. */
    private void drain() throws InterruptedException {
        long deadline = System.nanoTime() + MOST_WAIT.toNanos();
        while (!pump.join(QUIET.dividedBy(4))) {
            long now = System.nanoTime();
            if (now - lastOutput > QUIET.toNanos() || now > deadline) {
                return;
            }
        }
    }

    private static Duration duration(String minutes, String seconds) {
        return Duration.ofMinutes(Long.parseLong(minutes)).plusMillis(Math.round(Double.parseDouble(seconds) * 1000));
    }
}
