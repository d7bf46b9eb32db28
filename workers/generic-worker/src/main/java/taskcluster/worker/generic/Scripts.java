package taskcluster.worker.generic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The shell scripts between the worker and the processes of a task; POSIX sh, run with an environment of our own. */
final class Scripts {
    static final String SUPERVISE = read("supervise.sh");
    static final String KILL_USER = read("kill-user.sh");
    static final String GUARD_USER = read("guard.sh") + KILL_USER;
    static final String GUARD_MARKED = read("guard.sh") + read("kill-marked.sh");

    private Scripts() {}

    private static String read(String name) {
        try (InputStream script = Objects.requireNonNull(Scripts.class.getResourceAsStream(name), name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
