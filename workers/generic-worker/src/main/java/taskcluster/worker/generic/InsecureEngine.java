package taskcluster.worker.generic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Slugid;
import taskcluster.worker.Engine;
import taskcluster.worker.PrivateFiles;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskWorld;

/**
 * Runs tasks as the worker's own user. Processes of a run are recognised by a mark in their environment and by the session
 * of the running command, which is good enough for tasks that do not try to escape, and that is all this engine promises.
 */
final class InsecureEngine implements Engine {
    static final String MARK = "GENERIC_WORKER_RUN";

    private static final Logger LOG = LoggerFactory.getLogger(InsecureEngine.class);
    private static final int KILL_ROUNDS = 50;
    private static final Pattern SECRET = Pattern.compile(
            "TASKCLUSTER_.*|.*(TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|STATIC_CLIENTS|DB_URL|DATABASE_URL|AMQP"
                    + "|CRYPTO|SIGNING|_KEY).*");

    private final Path tasksDir;
    private final Path registry;
    private final Path scratch;
    private final boolean cleanUp;
    private final Map<String, String> ownEnvironment;
    private final String key;

    /**
     * An engine.
     *
     * @param tasksDir parent of the task directories, made if need be
     * @param registry a directory for the names of runs
     * @param scratch a directory for scripts
     * @param cleanUp whether task directories are deleted
     * @param ownEnvironment the worker's environment; tasks inherit what does not look like a secret
     */
    InsecureEngine(Path tasksDir, Path registry, Path scratch, boolean cleanUp, Map<String, String> ownEnvironment)
            throws IOException {
        this.tasksDir = Files.createDirectories(tasksDir);
        this.registry = registry;
        this.scratch = scratch;
        this.cleanUp = cleanUp;
        this.ownEnvironment = inherited(ownEnvironment);
        this.key = key(registry.resolveSibling("worker-key"));
    }

    private static Map<String, String> inherited(Map<String, String> own) {
        Map<String, String> inherited = new HashMap<>(own);
        inherited
                .keySet()
                .removeIf(name -> SECRET.matcher(name.toUpperCase(Locale.ROOT)).matches());
        inherited.keySet().removeAll(List.of("PWD", "OLDPWD", "SHLVL", "_"));
        inherited.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        return inherited;
    }

    /** Tells this worker's processes from those of others; the same in all lives of the worker. */
    private static String key(Path file) throws IOException {
        if (!Files.exists(file)) {
            PrivateFiles.write(file, Slugid.nice());
        }
        return Files.readString(file).strip();
    }

    @Override
    public String name() {
        return "insecure";
    }

    @Override
    public Optional<String> warning() {
        return Optional.of(
                "This worker runs all tasks as its own operating-system user. There is no isolation: a task can"
                        + " read and change what other tasks and the worker itself have on this machine.");
    }

    @Override
    public void recover() throws IOException {
        kill(MARK + "=" + key + "/", 0);
        try (Stream<Path> runs = Files.list(registry)) {
            for (Path run : runs.toList()) {
                LOG.info("Removing what an earlier worker left of {}", run.getFileName());
                remove(run.getFileName().toString());
            }
        }
    }

    @Override
    public TaskWorld open(RunKey run) throws IOException {
        String name = TaskUsers.name(run);
        Path directory = tasksDir.resolve(name);
        PrivateFiles.write(registry.resolve(name), "");
        PrivateFiles.deleteTree(directory);
        PrivateFiles.directory(directory);
        String mark = key + "/" + run;
        Map<String, String> environment = new HashMap<>(ownEnvironment);
        environment.put(MARK, mark);
        return new LocalWorld(
                directory,
                PrivateFiles.directory(scratch.resolve(name)),
                environment,
                OptionalInt.empty(),
                List.of(),
                Guard.start(Scripts.GUARD_MARKED, List.of(MARK + "=" + mark)),
                new LocalWorld.Inhabitant() {
                    @Override
                    public void killAll(long leader) {
                        kill(MARK + "=" + mark, leader);
                    }

                    @Override
                    public void remove() throws IOException {
                        InsecureEngine.this.remove(name);
                    }
                });
    }

    /** Kills, in rounds, until no process of the session or with the mark is left. */
    private static void kill(String mark, long leader) {
        try {
            for (int round = 0; round < KILL_ROUNDS; round++) {
                Set<Long> alive = new LinkedHashSet<>(ProcFs.marked(mark));
                if (leader != 0) {
                    alive.addAll(ProcFs.ofSession(leader));
                }
                if (alive.isEmpty()) {
                    return;
                }
                List<ProcessHandle> dying = new ArrayList<>();
                alive.forEach(pid -> ProcessHandle.of(pid).ifPresent(dying::add));
                dying.forEach(ProcessHandle::destroyForcibly);
                Thread.sleep(10);
            }
            LOG.warn("Processes marked {} are still there after being killed", mark);
        } catch (IOException e) {
            LOG.warn("Could not look for processes marked {}: {}", mark, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove(String name) throws IOException {
        if (cleanUp) {
            PrivateFiles.deleteTree(tasksDir.resolve(name));
        }
        PrivateFiles.deleteTree(scratch.resolve(name));
        Files.deleteIfExists(registry.resolve(name));
    }

    @Override
    public void close() {}
}
