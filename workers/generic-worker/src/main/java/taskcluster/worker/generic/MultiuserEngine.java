package taskcluster.worker.generic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.Engine;
import taskcluster.worker.PrivateFiles;
import taskcluster.worker.task.RunKey;
import taskcluster.worker.task.TaskWorld;

/** Gives every run a fresh user of the operating system, with a directory that nobody else can look into. */
final class MultiuserEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(MultiuserEngine.class);
    private static final String TASK_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

    private final Path tasksDir;
    private final Path scratch;
    private final boolean cleanUp;
    private final UserSwitch userSwitch;
    private final TaskUsers users;

    /**
     * An engine whose users can pass through to their directories.
     *
     * @param tasksDir parent of the task directories, made if need be
     * @param registry a directory for the names of users
     * @param scratch a directory for files that tasks cannot see
     * @param cleanUp whether task directories are deleted
     * @param userSwitch how programs are started as a user
     * @throws ConfigProblem when task users could not reach their directories
     */
    MultiuserEngine(Path tasksDir, Path registry, Path scratch, boolean cleanUp, UserSwitch userSwitch)
            throws IOException {
        this.tasksDir = tasksDir;
        this.scratch = scratch;
        this.cleanUp = cleanUp;
        this.userSwitch = userSwitch;
        this.users = new TaskUsers(registry, userSwitch);
        Files.createDirectories(tasksDir);
        for (Path way = tasksDir.toRealPath(); way != null; way = way.getParent()) {
            if (!Files.getPosixFilePermissions(way).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new ConfigProblem(
                        "Config setting \"tasksDir\" is " + tasksDir + ", which task users cannot reach: "
                                + way + " has mode "
                                + PosixFilePermissions.toString(Files.getPosixFilePermissions(way))
                                + ". Choose a directory that everybody can pass through to.");
            }
        }
    }

    @Override
    public String name() {
        return "multiuser";
    }

    @Override
    public Optional<String> warning() {
        return Optional.empty();
    }

    @Override
    public void recover() throws IOException {
        for (String name : users.registered()) {
            LOG.info("Removing what an earlier worker left of user {}", name);
            remove(name);
        }
        try (Stream<Path> leftovers = Files.list(scratch)) {
            for (Path leftover : leftovers.toList()) {
                PrivateFiles.deleteTree(leftover);
            }
        }
    }

    @Override
    public TaskWorld open(RunKey run) throws IOException {
        String name = TaskUsers.name(run);
        try {
            return make(name);
        } catch (IOException | RuntimeException e) {
            try {
                remove(name);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private TaskWorld make(String name) throws IOException {
        Path home = tasksDir.resolve(name);
        TaskUser user = users.create(name, home);
        PrivateFiles.deleteTree(home);
        Files.createDirectory(home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(home, "unix:gid", user.gid());
        Files.setAttribute(home, "unix:uid", user.uid());
        LocalWorld world = new LocalWorld(
                home,
                PrivateFiles.directory(scratch.resolve(name)),
                Map.of("HOME", home.toString(), "USER", name, "PATH", TASK_PATH),
                OptionalInt.of(user.uid()),
                userSwitch.become(user),
                Guard.start(Scripts.GUARD_USER, userSwitch.becomeForKilling(user)),
                new LocalWorld.Inhabitant() {
                    @Override
                    public void killAll(long leader) {
                        users.killAll(user);
                    }

                    @Override
                    public void remove() throws IOException {
                        MultiuserEngine.this.remove(name);
                    }
                });
        try {
            checkReachable(user, home);
            return world;
        } catch (IOException e) {
            world.close();
            throw e;
        }
    }

    private void checkReachable(TaskUser user, Path home) throws IOException {
        List<String> command = Stream.concat(
                        userSwitch.become(user).stream(),
                        Stream.of("/bin/sh", "-c", "cd \"$0\" && [ -w . ]", home.toString()))
                .toList();
        Tool.Result result = Tool.run(command);
        if (!result.isGood()) {
            throw new IOException("user " + user.name() + " cannot work in " + home + ": exit code " + result.exitCode()
                    + " " + result.complaint());
        }
    }

    private void remove(String name) throws IOException {
        Path home = tasksDir.resolve(name);
        users.find(name).ifPresent(users::killAll);
        if (cleanUp) {
            PrivateFiles.deleteTree(home);
        } else if (Files.isDirectory(home)) {
            Files.setAttribute(home, "unix:uid", 0);
        }
        PrivateFiles.deleteTree(scratch.resolve(name));
        users.delete(name);
    }

    @Override
    public void close() {}
}
