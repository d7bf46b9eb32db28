package taskcluster.worker.generic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the worker's own operating-system user may do. */
final class Privileges {
    private Privileges() {}

    static boolean isRoot() {
        return uid() == 0;
    }

    private static int uid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which user the worker runs as", e);
        }
    }

    /** The engine to use: {@code AUTO} becomes one of the other two. */
    static EngineChoice decide(EngineChoice wanted) {
        return switch (wanted) {
            case AUTO -> isRoot() ? EngineChoice.MULTIUSER : EngineChoice.INSECURE;
            case INSECURE -> EngineChoice.INSECURE;
            case MULTIUSER -> {
                if (!isRoot()) {
                    throw new ConfigProblem("Config setting \"engine\" is \"multiuser\", which needs root, but the"
                            + " worker runs with uid " + uid());
                }
                yield EngineChoice.MULTIUSER;
            }
        };
    }
}
