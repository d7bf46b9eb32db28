package taskcluster.queue.claim;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import taskcluster.core.Json;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.Database;
import taskcluster.postgres.GroupCommit;
import taskcluster.queue.task.Announcement;
import taskcluster.queue.task.TaskAnnouncer;
import taskcluster.queue.task.TaskChange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claims in the database. Each method is one call of one stored function; claims of work, and reports, that come at about the same
 * time go together. Where a run is named they raise
 * {@link taskcluster.postgres.RejectedCallException} TC404 if it does not exist, and TC409 if it does not allow the change.
 */
public final class ClaimStore {
    private static final int MADE_TOGETHER = 64;

    private final Database database;
    private final TaskAnnouncer announcer;
    private final Monitor monitor;
    private final Clock clock;
    private final Duration claimTimeout;
    private final Duration seenAccuracy;
    private final PriorityAgeing ageing;
    private final GroupCommit<WorkRequest, Attempt> claims =
            new GroupCommit<>(this::claimWork, WorkRequest::claimant, MADE_TOGETHER);
    private final GroupCommit<Report, TaskChange> reports =
            new GroupCommit<>(this::report, Report::taskId, MADE_TOGETHER);

    /**
     * @param claimTimeout how long a claim lasts
     * @param seenAccuracy by how much the recorded time of a worker's last activity may be behind
     * @param ageing in which order runs are claimed
     */
    public ClaimStore(
            Database database,
            TaskAnnouncer announcer,
            Monitor monitor,
            Clock clock,
            Duration claimTimeout,
            Duration seenAccuracy,
            PriorityAgeing ageing) {
        this.database = database;
        this.announcer = announcer;
        this.monitor = monitor;
        this.clock = clock;
        this.claimTimeout = claimTimeout;
        this.seenAccuracy = seenAccuracy;
        this.ageing = ageing;
    }

    /**
     * What an attempt to claim has brought.
     *
     * @param isQuarantined whether the worker may claim nothing for now
     * @param isContended whether there was nothing to claim only because others had it locked at that moment
     */
    record Attempt(boolean isQuarantined, boolean isContended, List<Claim> claims) {}

    /**
     * A claim on a run.
     *
     * @param json as the worker gets it, without credentials
     * @param issued when it was asked for, and so when its credentials begin
     * @param expires when its credentials end
     */
    record Claim(JsonNode json, Instant issued, Instant expires) {
        String taskId() {
            return json.path("status").path("taskId").asString();
        }

        int runId() {
            return json.path("runId").asInt();
        }
    }

    /** A claim that was renewed. */
    record Renewal(JsonNode status, int runId, Worker worker, Instant takenUntil, JsonNode scopes, Instant issued) {}

    /** Claims runs, or gives the worker those again that it has claimed with the same key and still has. */
    Attempt claimWork(WorkRequest request) {
        Attempt attempt = claims.call(request);
        attempt.claims().forEach(this::announce);
        return attempt;
    }

    private List<Attempt> claimWork(List<WorkRequest> requests) {
        Instant now = now();
        Instant takenUntil = now.plus(claimTimeout);
        ArrayNode rows = Json.MAPPER.createArrayNode();
        requests.forEach(request -> rows.add(row(request)));
        return database.call("queue.claim_runs", rows, now, takenUntil, now.minus(seenAccuracy))
                .list((row, _) -> new Attempt(
                        row.getBoolean("quarantined"),
                        row.getBoolean("contended"),
                        claims(row.getString("claims"), now, takenUntil)));
    }

    /** As {@code queue.claim_runs} takes it. */
    private ObjectNode row(WorkRequest request) {
        ObjectNode row = Json.MAPPER
                .createObjectNode()
                .put("task_queue_id", request.taskQueueId())
                .put("worker_group", request.worker().workerGroup())
                .put("worker_id", request.worker().workerId())
                .put("count", request.count())
                .put("claim_key", request.key());
        ageing.of(request.taskQueueId()).ifPresent(interval -> row.put("ageing", interval.toString()));
        return row;
    }

    private static List<Claim> claims(String json, Instant now, Instant takenUntil) {
        List<Claim> claims = new ArrayList<>();
        Json.MAPPER.readTree(json).forEach(claim -> claims.add(new Claim(claim, now, takenUntil)));
        return claims;
    }

    /** Claims one run. */
    Claim claimTask(String taskId, int runId, Worker worker) {
        Instant now = now();
        Instant takenUntil = now.plus(claimTimeout);
        String json = database.call(
                        "queue.claim_task",
                        taskId,
                        runId,
                        worker.workerGroup(),
                        worker.workerId(),
                        now,
                        takenUntil,
                        now.minus(seenAccuracy))
                .text()
                .orElseThrow();
        Claim claim = new Claim(Json.MAPPER.readTree(json), now, takenUntil);
        announce(claim);
        return claim;
    }

    private void announce(Claim claim) {
        announcer.announce(
                new TaskChange(claim.json().path("status"), List.of(new Announcement("task-running", claim.runId()))),
                monitor);
    }

    Renewal reclaim(String taskId, int runId) {
        Instant now = now();
        return database.call("queue.reclaim_task", taskId, runId, now, now.plus(claimTimeout), now.minus(seenAccuracy))
                .single((row, _) -> renewal(row, now));
    }

    private static Renewal renewal(ResultSet row, Instant now) throws SQLException {
        return new Renewal(
                Json.MAPPER.readTree(row.getString("status")),
                row.getInt("run_id"),
                new Worker(row.getString("worker_group"), row.getString("worker_id")),
                row.getObject("taken_until", OffsetDateTime.class).toInstant(),
                Json.MAPPER.readTree(row.getString("scopes")),
                now);
    }

    /** How a worker says that a run ended. */
    private record Report(String taskId, int runId, String state, String reason) {}

    /** Records how a run ended. */
    TaskChange report(String taskId, int runId, String state, String reason) {
        TaskChange change = reports.call(new Report(taskId, runId, state, reason));
        announcer.announce(change, monitor);
        return change;
    }

    private List<TaskChange> report(List<Report> group) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        group.forEach(report -> rows.addObject()
                .put("task_id", report.taskId())
                .put("run_id", report.runId())
                .put("state", report.state())
                .put("reason", report.reason()));
        List<TaskChange> changes =
                database.call("queue.report_runs", rows, now()).list(TaskChange::map);
        return TaskChange.of(group.stream().map(Report::taskId).toList(), changes);
    }

    /** How a run fares; empty if there is no such task or run. */
    Optional<RunState> runState(String taskId, int runId) {
        return database.call("queue.run_state", taskId, runId)
                .optional((row, _) -> new RunState(row.getString("state"), row.getString("reason_resolved")));
    }

    /** For those of the task queues in which runs wait, how many, counted up to a limit. */
    Map<String, Long> pending(List<String> taskQueueIds, int limit) {
        return database
                .call("queue.pending_in_queues", taskQueueIds, limit, now())
                .list((row, _) -> Map.entry(row.getString("task_queue_id"), row.getLong("pending")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** In milliseconds, as credentials tell times. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
