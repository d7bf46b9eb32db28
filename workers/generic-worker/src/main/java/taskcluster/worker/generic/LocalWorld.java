package taskcluster.worker.generic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.worker.task.TaskWorld;

/** A task's place on this machine: a directory, and processes of a user. What the user is decides the engine. */
final class LocalWorld implements TaskWorld {
    private static final Logger LOG = LoggerFactory.getLogger(LocalWorld.class);
    private static final Pattern COMPLAINT = Pattern.compile("find: .(/.*).: (.*)");

    private final Path directory;
    private final Path scratch;
    private final Map<String, String> environment;
    private final OptionalInt userId;
    private final List<String> become;
    private final Guard guard;
    private final Inhabitant inhabitant;
    private final AtomicInteger commands = new AtomicInteger();

    /** Who lives here, and how to get rid of everything that is theirs. */
    interface Inhabitant {
        /** Kills all processes; {@code leader} is the session of the running command, 0 when none runs. */
        void killAll(long leader);

        /** Removes the user, the directory and whatever else there is. */
        void remove() throws IOException;
    }

    private volatile long leader;

    /**
     * A place that has been made.
     *
     * @param directory of the task
     * @param scratch a directory that the task cannot see
     * @param environment what commands start from
     * @param userId the number of the user, if it is one of this run alone
     * @param become words before a command that make it run as the task's user
     * @param guard kills the task's processes if the worker cannot
     */
    LocalWorld(
            Path directory,
            Path scratch,
            Map<String, String> environment,
            OptionalInt userId,
            List<String> become,
            Guard guard,
            Inhabitant inhabitant) {
        this.directory = directory;
        this.scratch = scratch;
        this.environment = Map.copyOf(environment);
        this.userId = userId;
        this.become = List.copyOf(become);
        this.guard = guard;
        this.inhabitant = inhabitant;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public OptionalInt userId() {
        return userId;
    }

    @Override
    public Execution start(List<String> command, Map<String, String> variables, OutputStream output)
            throws IOException {
        Path script = scratch.resolve("launch-" + commands.getAndIncrement() + ".sh");
        Files.writeString(script, LaunchScript.text(directory, variables, command));
        return LocalCommand.start(script, become, output, pid -> {
            leader = pid;
            guard.running(pid);
        });
    }

    @Override
    public void copy(Path file, OutputStream target) throws IOException {
        Tool.Result result = Tool.run(as("cat", file.toString()), target);
        if (!result.isGood()) {
            throw new IOException(result.complaint());
        }
    }

    @Override
    public Listing list(Path place) throws IOException {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        Tool.Result result = Tool.run(as("find", place + "/", "!", "-type", "d", "-print0"), names);
        List<Path> files = new ArrayList<>();
        Map<Path, String> unreadable = new LinkedHashMap<>();
        for (String name : names.toString(Charset.forName(System.getProperty("sun.jnu.encoding")))
                .split("\0", -1)) {
            try {
                if (!name.isEmpty()) {
                    files.add(Path.of(name));
                }
            } catch (InvalidPathException e) {
                unreadable.put(place, "the worker's character set lacks characters of the file name " + name);
            }
        }
        if (!result.isGood()) {
            result.complaint().lines().forEach(line -> {
                Matcher complaint = COMPLAINT.matcher(line);
                boolean isUnderstood = complaint.matches();
                unreadable.put(
                        isUnderstood ? Path.of(complaint.group(1)) : place, isUnderstood ? complaint.group(2) : line);
            });
        }
        return new Listing(files, unreadable);
    }

    private List<String> as(String... command) {
        List<String> words = new ArrayList<>(become);
        words.addAll(List.of(command));
        return words;
    }

    @Override
    public void killAll() {
        inhabitant.killAll(leader);
    }

    @Override
    public void close() {
        killAll();
        guard.close();
        try {
            inhabitant.remove();
        } catch (IOException e) {
            LOG.error("Could not remove what belongs to {}; it is tried again when the worker starts", directory, e);
        }
    }
}
