package taskcluster.queue.claim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import taskcluster.pulse.Binding;
import taskcluster.pulse.Event;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Subscription;
import taskcluster.queue.task.Announcement;
import taskcluster.queue.task.TaskChange;
import tools.jackson.databind.JsonNode;

/**
 * Tells those who watch a run when it ends: at once when this process ended it, a little later when another process did, which
 * the event log tells. One look at the database when watching begins, after whoever watches has been noted, so that no end is
 * missed; none after that.
 */
public final class RunWatch implements AutoCloseable {
    private static final String EXCHANGES = "exchange/taskcluster-queue/v1/";
    private static final List<String> ENDS = List.of("task-completed", "task-failed", "task-exception");
    /** How often to see whether the one who watches is still there. */
    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    private final ClaimStore store;
    private final Duration patience;
    private final Subscription subscription;
    private final ConcurrentHashMap<Run, Watched> watched = new ConcurrentHashMap<>();
    private volatile boolean isEnded;

    private record Run(String taskId, int runId) {}

    /** A run that somebody watches. */
    private static final class Watched {
        final CompletableFuture<RunState> end = new CompletableFuture<>();
        /** Changed by the map, which lets only one at a time. */
        int watchers;
    }

    /** @param patience how long to watch a run that does not end */
    public RunWatch(ClaimStore store, EventLog eventLog, Duration patience) {
        this.store = store;
        this.patience = patience;
        List<Binding> bindings =
                ENDS.stream().map(end -> new Binding(EXCHANGES + end, "#")).toList();
        this.subscription = eventLog.tail(bindings, this::told);
    }

    /**
     * Waits until a run is not running, but not for longer than patience lasts.
     *
     * @param isGone whether nobody is interested any more
     * @return how it fares then; empty if there is no such run
     */
    Optional<RunState> await(String taskId, int runId, BooleanSupplier isGone) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Run run = new Run(taskId, runId);
        Watched noted = enter(run);
        try {
            Optional<RunState> present = store.runState(taskId, runId);
            if (present.isEmpty() || !present.get().isRunning()) {
                return present;
            }
            while (!isEnded && !isGone.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return present;
                }
                Optional<RunState> end = endOf(noted, Math.min(left, LOOK_AROUND.toNanos()));
                if (end.isPresent()) {
                    return end;
                }
            }
            return present;
        } finally {
            leave(run);
        }
    }

    private static Optional<RunState> endOf(Watched noted, long nanos) throws InterruptedException {
        try {
            return Optional.of(noted.end.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Watched enter(Run run) {
        return watched.compute(run, (_, before) -> {
            Watched noted = before == null ? new Watched() : before;
            noted.watchers++;
            return noted;
        });
    }

    private void leave(Run run) {
        watched.computeIfPresent(run, (_, noted) -> --noted.watchers == 0 ? null : noted);
    }

    /** How many runs are watched. */
    int watching() {
        return watched.size();
    }

    /** Sends all who watch home, so that the process can stop. */
    public void endWatching() {
        isEnded = true;
    }

    /** This process has changed a task. */
    public void changed(TaskChange change) {
        for (Announcement announcement : change.announcements()) {
            Integer runId = announcement.runId();
            if (runId != null && ENDS.contains(announcement.event())) {
                ended(new Run(change.taskId(), runId), change.status());
            }
        }
    }

    /** Its routing key is {@code primary.<taskId>.<runId>....} */
    private void told(Event event) {
        String[] words = event.routingKey().split("\\.", -1);
        Run run = new Run(words[1], Integer.parseInt(words[2]));
        if (watched.containsKey(run)) {
            ended(run, event.json().path("status"));
        }
    }

    private void ended(Run run, JsonNode status) {
        Watched noted = watched.get(run);
        if (noted != null) {
            JsonNode end = status.path("runs").path(run.runId());
            noted.end.complete(new RunState(
                    end.path("state").asString(), end.path("reasonResolved").asString()));
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
