package taskcluster.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.client.ApiCallException;
import taskcluster.client.ArtifactContent;
import taskcluster.client.Artifacts;
import taskcluster.client.ClientOptions;

/** Reads the logs of runs: the live log while a run runs, the log that was kept of it afterwards. */
final class LogReader {
    static final String LIVE = "public/logs/live.log";
    static final String KEPT = "public/logs/live_backing.log";

    private static final int BUFFER_BYTES = 16 * 1024;

    /** How often to go on with a log whose connection broke. */
    private static final int ATTEMPTS = 5;

    private final Artifacts artifacts;

    LogReader(ClientOptions options) {
        this.artifacts = new Artifacts(options.toBuilder().retries(1).build());
    }

    /** The end of a log. */
    record Tail(String artifact, List<String> lines, boolean isWhole) {}

    /**
     * How far a copy came.
     *
     * @param position how many bytes of the log have been copied, now and before
     * @param isWhole whether this was all, rather than until the connection broke
     */
    record Copied(long position, boolean isWhole) {}

    /** Copies the log of a running run from the given byte on, until it ends; nothing yet if there is no log. */
    Copied copyLive(String taskId, int runId, long from, PrintStream out) {
        try (ArtifactContent content = openIfThere(taskId, runId, LIVE)) {
            return content == null ? new Copied(from, false) : copy(content.stream(), from, out);
        } catch (IOException closing) {
            return new Copied(from, false);
        }
    }

    /**
     * Copies the log of a resolved run from the given byte on.
     *
     * @return whether there is one
     */
    boolean copyKept(String taskId, int runId, long from, PrintStream out) {
        for (String name : List.of(KEPT, LIVE)) {
            Copied copied = new Copied(from, false);
            for (int attempt = 0; !copied.isWhole() && attempt < ATTEMPTS; attempt++) {
                try (ArtifactContent content = openIfThere(taskId, runId, name)) {
                    if (content == null) {
                        break;
                    }
                    copied = copy(content.stream(), copied.position(), out);
                } catch (IOException closing) {
                    copied = new Copied(copied.position(), true);
                }
            }
            if (copied.isWhole() || copied.position() > from) {
                return true;
            }
        }
        return false;
    }

    /** The last lines of the log of a resolved run, if there is one. */
    Optional<Tail> tail(String taskId, int runId, int count) {
        for (String name : List.of(KEPT, LIVE)) {
            try (ArtifactContent content = openIfThere(taskId, runId, name)) {
                if (content != null) {
                    return Optional.of(tail(name, content.stream(), count));
                }
            } catch (IOException | ApiCallException unreadable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Tail tail(String name, InputStream stream, int count) throws IOException {
        Deque<String> lines = new ArrayDeque<>();
        long total = 0;
        BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
            total++;
            if (lines.size() > count) {
                lines.remove();
            }
        }
        return new Tail(name, List.copyOf(lines), total == lines.size());
    }

    /** A live log whose worker is gone counts as missing, as one does that was never made. */
    private @Nullable ArtifactContent openIfThere(String taskId, int runId, String name) {
        try {
            return artifacts.open(taskId, Integer.toString(runId), name);
        } catch (ApiCallException e) {
            boolean isMissing = e.statusCode() == 404 || e.statusCode() == 410;
            if (isMissing || (name.equals(LIVE) && e.statusCode() == 0)) {
                return null;
            }
            throw e;
        }
    }

    /** Copies what comes, without the bytes that were copied before. */
    private static Copied copy(InputStream in, long from, PrintStream out) {
        long position = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int seen = Math.clamp(from - position, 0, count);
                out.write(buffer, seen, count - seen);
                out.flush();
                position += count;
            }
            return new Copied(Math.max(from, position), true);
        } catch (IOException broken) {
            return new Copied(Math.max(from, position), false);
        }
    }
}
