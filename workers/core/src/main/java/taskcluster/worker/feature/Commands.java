package taskcluster.worker.feature;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.log.Durations;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;
import taskcluster.worker.task.TaskWorld.Outcome;

/** Runs the payload's commands, one after the other, until one fails. */
final class Commands implements TaskFeature {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final Duration DYING = Duration.ofSeconds(30);
    private static final Duration ROUND = Duration.ofMillis(100);

    @Override
    public String name() {
        return "Command Executor";
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            @Override
            public void start() throws TaskProblem {
                Map<String, String> environment = environment(task);
                List<List<String>> commands = task.payload().commands();
                for (int i = 0; i < commands.size(); i++) {
                    run(task, i, commands.get(i), environment);
                }
            }

            @Override
            public void stop() {
                // What the commands have left running must not change the files that are uploaded now.
                task.world().killAll();
            }
        };
    }

    /** The engine's, then the payload's, then what is the same for every task and cannot be overridden. */
    private static Map<String, String> environment(TaskContext task) {
        Map<String, String> environment = new LinkedHashMap<>(task.world().environment());
        environment.putAll(task.payload().environment());
        environment.put("TASK_ID", task.run().taskId());
        environment.put("RUN_ID", Integer.toString(task.run().runId()));
        environment.put("TASK_WORKDIR", task.world().directory().toString());
        environment.put("TASK_GROUP_ID", task.claim().taskGroupId());
        environment.put("TASKCLUSTER_ROOT_URL", task.worker().rootUrl().toString());
        task.worker().workerLocation().ifPresent(place -> environment.put("TASKCLUSTER_WORKER_LOCATION", place));
        task.worker().instanceType().ifPresent(type -> environment.put("TASKCLUSTER_INSTANCE_TYPE", type));
        environment.putAll(task.environment());
        return environment;
    }

    private static void run(TaskContext task, int index, List<String> command, Map<String, String> environment)
            throws TaskProblem {
        if (task.state().isStopped()) {
            throw stopped(task);
        }
        task.log().info("Executing command " + index + ": " + shellEscaped(command));
        long started = System.nanoTime();
        CompletableFuture<Outcome> outcome;
        try {
            outcome = task.world()
                    .start(command, environment, task.log().output())
                    .outcome();
        } catch (IOException e) {
            task.log().error("System error executing command: " + e.getMessage());
            throw new TaskProblem(
                    Resolution.INTERNAL_ERROR, "command " + index + " could not be started: " + e.getMessage(), e);
        }
        CompletableFuture.anyOf(outcome, task.state().stopped()).join();
        if (task.state().isStopped()) {
            awaitDeath(task, outcome);
            task.log()
                    .info("Command ABORTED after " + Durations.text(Duration.ofNanos(System.nanoTime() - started))
                            + ": process aborted");
            throw stopped(task);
        }
        judge(task, index, outcome.join(), Duration.ofNanos(System.nanoTime() - started));
    }

    private static void judge(TaskContext task, int index, Outcome outcome, Duration wallTime) throws TaskProblem {
        boolean good = outcome.exitCode() == 0;
        task.log()
                .info("   Exit Code: " + outcome.exitCode()
                        + "\n   User Time: " + Durations.text(outcome.userTime())
                        + "\n Kernel Time: " + Durations.text(outcome.kernelTime())
                        + "\n   Wall Time: " + Durations.text(wallTime)
                        + "\n      Result: " + (good ? "SUCCEEDED" : "FAILED"));
        if (good) {
            return;
        }
        String message = "command " + index + " failed: exit status " + outcome.exitCode();
        if (task.payload().retryExitCodes().contains(outcome.exitCode())) {
            throw new TaskProblem(
                    Resolution.INTERMITTENT_TASK, message + ", which the payload lists in onExitStatus.retry");
        }
        throw new TaskProblem(Resolution.FAILED, message);
    }

    /**
     * Kills until the command has ended: one that was just being started may not have been there to be killed yet. A
     * command that the kernel does not let go is left behind after a while.
     */
    private static void awaitDeath(TaskContext task, CompletableFuture<Outcome> outcome) {
        long deadline = System.nanoTime() + DYING.toNanos();
        while (System.nanoTime() < deadline) {
            task.world().killAll();
            try {
                outcome.get(ROUND.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException | ExecutionException e) {
                LOG.debug("Not dead yet: a command of {}", task.run());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        task.log().warn("The command did not end although it was killed");
    }

    private static TaskProblem stopped(TaskContext task) {
        return task.state()
                .abortedBy()
                .orElseGet(() -> new TaskProblem(
                        Resolution.INTERNAL_ERROR,
                        "the run was stopped: " + task.state().lostBecause().orElse("")));
    }

    /** A command as one could type it into a shell. */
    static String shellEscaped(List<String> command) {
        return command.stream()
                .map(word -> word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
