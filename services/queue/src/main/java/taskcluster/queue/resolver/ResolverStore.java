package taskcluster.queue.resolver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import taskcluster.core.Json;
import taskcluster.postgres.Database;
import taskcluster.queue.task.TaskChange;

/** What the resolvers do in the database. Each method is one call of one stored function, which does one batch. */
public final class ResolverStore {
    private static final int RESOLUTIONS = 100;
    private static final int EDGES = 500;
    private static final int TASKS = 100;

    private final Database database;
    private final Clock clock;

    public ResolverStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A batch of tasks that were changed.
     *
     * @param handled how much of its work list it has done
     * @param isFull whether there may be more to do
     * @param hasEvents whether events were appended, be it about these tasks or about groups
     */
    record Batch(int handled, boolean isFull, boolean hasEvents, List<TaskChange> changes) {}

    /** Draws the consequences of resolutions for dependents and groups. */
    Batch resolveDependents() {
        return database.call("queue.resolve_dependents", RESOLUTIONS, EDGES, clock.instant())
                .single((row, _) -> {
                    List<TaskChange> changes = Json.MAPPER
                            .readTree(row.getString("changes"))
                            .valueStream()
                            .map(TaskChange::of)
                            .toList();
                    return new Batch(
                            row.getInt("resolutions"),
                            row.getBoolean("more"),
                            row.getInt("groups") > 0 || !changes.isEmpty(),
                            changes);
                });
    }

    /** Ends runs whose claim has lapsed. */
    Batch expireClaims() {
        return batch(
                database.call("queue.expire_claims", TASKS, clock.instant()).list(TaskChange::map));
    }

    /** Ends tasks whose deadline passed so long ago. */
    Batch expireDeadlines(Duration delay) {
        Instant now = clock.instant();
        return batch(database.call("queue.expire_deadlines", TASKS, now.minus(delay), now)
                .list(TaskChange::map));
    }

    /** A run that was ended, and what that did to its task. */
    record EndedRun(int runId, TaskChange change) {}

    /** Ends up to so many runs of a worker that is gone. */
    List<EndedRun> endRunsOfWorker(String taskQueueId, String workerGroup, String workerId, int limit) {
        return database.call("queue.end_runs_of_worker", taskQueueId, workerGroup, workerId, limit, clock.instant())
                .list((row, number) -> new EndedRun(row.getInt("run_id"), TaskChange.map(row, number)));
    }

    private static Batch batch(List<TaskChange> changes) {
        return new Batch(changes.size(), changes.size() == TASKS, !changes.isEmpty(), changes);
    }

    /**
     * Deletes what expired before a time.
     *
     * @param function which does a batch and returns how much it deleted
     */
    int expire(String function, Instant before, int limit) {
        return database.call(function, before, limit).single((row, _) -> row.getInt(1));
    }
}
