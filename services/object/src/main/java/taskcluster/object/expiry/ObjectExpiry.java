package taskcluster.object.expiry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import taskcluster.monitor.Monitor;
import taskcluster.monitor.Watchdog;
import taskcluster.object.backend.Backends;
import taskcluster.object.backend.S3Backend;
import taskcluster.object.store.ExpiredObject;
import taskcluster.object.store.ObjectStore;

/**
 * Deletes objects that have expired and uploads that were given up: first their content, then the rows of those whose content
 * is gone. Works in bounded batches, oldest first. Stopping it at any point loses nothing, and several may run at once: what
 * is left is found again by the next run.
 */
public final class ObjectExpiry {
    private static final int BATCH = 1000;
    /** Clocks of replicas differ: whoever finishes an upload in time by its own must not find its content deleted. */
    private static final Duration CLOCK_DRIFT = Duration.ofMinutes(1);

    private final ObjectStore store;
    private final Backends backends;
    private final Clock clock;
    private final Monitor monitor;
    private volatile boolean stopped;

    public ObjectExpiry(ObjectStore store, Backends backends, Clock clock, Monitor monitor) {
        this.store = store;
        this.backends = backends;
        this.clock = clock;
        this.monitor = monitor;
    }

    /** Deletes all that is to go by now; says how many objects that were. */
    public long run(Watchdog watchdog) throws InterruptedException {
        Instant before = clock.instant().minus(CLOCK_DRIFT);
        long count = 0;
        ExpiredObject last = ExpiredObject.NONE;
        List<ExpiredObject> batch = store.expired(before, last, BATCH);
        while (!batch.isEmpty() && !stopped) {
            count += store.deleteExpired(before, deleteContent(batch));
            watchdog.touch();
            last = batch.getLast();
            batch = store.expired(before, last, BATCH);
        }
        monitor.logger().info("deleted {} objects", count);
        return count;
    }

    /** Makes a run end after the batch that it is at. */
    public void stop() {
        stopped = true;
    }

    /** The names of those whose content is gone. What cannot be deleted now is reported, and holds nothing else up. */
    private List<String> deleteContent(List<ExpiredObject> batch) throws InterruptedException {
        Map<String, List<String>> byBackend = batch.stream()
                .collect(Collectors.groupingBy(
                        ExpiredObject::backendId, Collectors.mapping(ExpiredObject::name, Collectors.toList())));
        List<String> gone = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : byBackend.entrySet()) {
            List<String> names = entry.getValue();
            Optional<S3Backend> backend = backends.find(entry.getKey());
            if (backend.isEmpty()) {
                report(new IllegalStateException("no such backend"), entry.getKey(), names.size());
                continue;
            }
            try {
                Set<String> kept = new HashSet<>(backend.get().delete(names));
                names.stream().filter(name -> !kept.contains(name)).forEach(gone::add);
            } catch (SdkException e) {
                report(e, entry.getKey(), names.size());
            }
        }
        return gone;
    }

    private void report(Exception problem, String backendId, int count) {
        monitor.reportError(problem, Map.of("backendId", backendId, "objectsLeft", count));
    }
}
