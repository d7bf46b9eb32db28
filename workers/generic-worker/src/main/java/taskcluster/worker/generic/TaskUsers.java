package taskcluster.worker.generic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Backoff;
import taskcluster.worker.PrivateFiles;
import taskcluster.worker.task.RetryPolicy;
import taskcluster.worker.task.RunKey;

/**
 * Makes and deletes the users that tasks run as. Every user is registered in a directory of this worker before it is made
 * and until it is deleted, so that leftovers are found again and those of another worker are never touched. Changes of the
 * user database are serialised over all workers of the machine by a file lock.
 */
final class TaskUsers {
    private static final Logger LOG = LoggerFactory.getLogger(TaskUsers.class);
    private static final int LONGEST_NAME = 20;
    private static final Path DATABASE_LOCK = Path.of("/run/taskcluster-task-users.lock");
    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final Path GROUP = Path.of("/etc/group");
    private static final List<String> PUBLIC_PLACES = List.of(
            "/tmp",
            "/var/tmp",
            "/dev/shm",
            "/dev/mqueue",
            "/var/mail",
            "/var/spool/mail",
            "/var/spool/cron",
            "/var/spool/at");
    private static final int KILL_ROUNDS = 500;
    private static final int RESEND = 50;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final RetryPolicy BUSY = new RetryPolicy(
            Duration.ofSeconds(60), new Backoff(Duration.ofMillis(100), 1.5, Duration.ofSeconds(2), 0.5));

    private final Path registry;
    private final UserSwitch userSwitch;

    /**
     * Users of one worker.
     *
     * @param registry a directory that only this worker uses
     * @param userSwitch how programs are started as a user
     */
    TaskUsers(Path registry, UserSwitch userSwitch) {
        this.registry = registry;
        this.userSwitch = userSwitch;
    }

    /** {@code task_}, as much of the task's id as fits, and the run's number. */
    static String name(RunKey run) {
        String end = "_" + run.runId();
        String start = "task_" + run.taskId();
        return start.substring(0, Math.min(start.length(), LONGEST_NAME - end.length())) + end;
    }

    /** Names of all users that this worker has made and not deleted, and maybe of one that it was about to make. */
    List<String> registered() throws IOException {
        try (Stream<Path> files = Files.list(registry)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /**
     * Makes a user that nobody can log in as.
     *
     * @param home its home directory, which is not made here
     */
    TaskUser create(String name, Path home) throws IOException {
        PrivateFiles.write(registry.resolve(name), "");
        changeDatabase(List.of(
                "useradd",
                "--no-create-home",
                "--home-dir",
                home.toString(),
                "--user-group",
                "--shell",
                Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh",
                "--comment",
                "Taskcluster task",
                name));
        return find(name).orElseThrow(() -> new IOException("useradd succeeded but there is no user " + name));
    }

    /** The user of this name, if there is one. */
    Optional<TaskUser> find(String name) throws IOException {
        try (Stream<String> lines = Files.lines(PASSWD, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields[0].equals(name))
                    .findFirst()
                    .map(fields -> new TaskUser(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
        }
    }

    /** Kills every process of the user and waits until they are gone. */
    void killAll(TaskUser user) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", Scripts.KILL_USER, "kill-user"));
        command.addAll(userSwitch.becomeForKilling(user));
        try {
            List<Long> alive = ProcFs.ofUser(user.uid());
            for (int round = 0; !alive.isEmpty() && round < KILL_ROUNDS; round++) {
                if (round % RESEND == 0) {
                    kill(command, alive);
                } else {
                    Thread.sleep(PAUSE);
                }
                alive = ProcFs.ofUser(user.uid());
            }
            if (!alive.isEmpty()) {
                LOG.warn("Processes of {} are still there after being killed: {}", user.name(), alive);
            }
        } catch (IOException e) {
            LOG.warn("Could not kill the processes of {}: {}", user.name(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the task has used up all processes of the machine no program can be started; then they go one by one. */
    private static void kill(List<String> command, List<Long> alive) {
        try {
            Tool.run(command);
        } catch (IOException e) {
            LOG.warn("Cannot kill all processes in one step: {}", e.toString());
            alive.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }
    }

    /** Kills what still runs, deletes what the user left in public places, and the user. */
    void delete(String name) throws IOException {
        Optional<TaskUser> user = find(name);
        if (user.isPresent()) {
            killAll(user.get());
            sweep(user.get());
            changeDatabase(List.of("userdel", "--force", name));
        }
        try (Stream<String> groups = Files.lines(GROUP, StandardCharsets.ISO_8859_1)) {
            if (groups.anyMatch(line -> line.startsWith(name + ":"))) {
                changeDatabase(List.of("groupdel", name));
            }
        }
        Files.deleteIfExists(registry.resolve(name));
    }

    /** The number will be given to another task's user some day, which must not inherit anything. */
    private static void sweep(TaskUser user) throws IOException {
        List<String> command = new ArrayList<>(List.of("find"));
        PUBLIC_PLACES.stream()
                .filter(place -> Files.isDirectory(Path.of(place)))
                .forEach(command::add);
        command.addAll(List.of("-xdev", "-uid", Integer.toString(user.uid()), "-delete"));
        Tool.Result result = Tool.run(command);
        if (!result.isGood()) {
            LOG.debug("Some files of {} could not be deleted: {}", user.name(), result.complaint());
        }
    }

    /** Runs a program that changes the user database; one at a time on this machine, and again if somebody else does. */
    private static void changeDatabase(List<String> change) throws IOException {
        List<String> command = new ArrayList<>();
        if (Tool.exists("flock")) {
            command.addAll(List.of("flock", DATABASE_LOCK.toString()));
        }
        command.addAll(change);
        BUSY.run(DatabaseException.class, failure -> failure.isBusy, () -> attempt(command, change.getFirst()));
    }

    private static Tool.Result attempt(List<String> command, String program) throws DatabaseException {
        try {
            Tool.Result result = Tool.run(command);
            if (!result.isGood()) {
                String complaint = result.complaint();
                throw new DatabaseException(
                        program + " failed with exit code " + result.exitCode() + ": " + complaint,
                        complaint.contains("lock"));
            }
            return result;
        } catch (DatabaseException e) {
            throw e;
        } catch (IOException e) {
            throw new DatabaseException(program + " could not be run: " + e, false);
        }
    }

    private static final class DatabaseException extends IOException {
        private final boolean isBusy;

        DatabaseException(String message, boolean isBusy) {
            super(message);
            this.isBusy = isBusy;
        }
    }
}
