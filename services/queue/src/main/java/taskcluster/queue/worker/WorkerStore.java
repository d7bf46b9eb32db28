package taskcluster.queue.worker;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import taskcluster.core.Json;
import taskcluster.postgres.Database;
import tools.jackson.databind.JsonNode;

/** Workers in the database. Each method is one call of one stored function. */
public final class WorkerStore {
    private final Database database;
    private final Clock clock;

    public WorkerStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param quarantined only those that are, or are not; empty for all */
    List<WorkerRow> list(TaskQueueId taskQueueId, Optional<Boolean> quarantined, KeyPage page) {
        return database.call(
                        "queue.list_workers",
                        taskQueueId.toString(),
                        page.after().getFirst(),
                        page.after().getLast(),
                        quarantined.orElse(null),
                        page.limit(),
                        clock.instant())
                .list(WorkerRow::map);
    }

    Optional<JsonNode> worker(TaskQueueId taskQueueId, String workerGroup, String workerId) {
        return database.call("queue.worker", taskQueueId.toString(), workerGroup, workerId, clock.instant())
                .text()
                .map(Json.MAPPER::readTree);
    }

    /**
     * Sets until when a worker gets no runs.
     *
     * @throws taskcluster.postgres.RejectedCallException TC404 if there is no such worker
     */
    JsonNode quarantine(
            TaskQueueId taskQueueId, String workerGroup, String workerId, Instant until, String info, String clientId) {
        return Json.MAPPER.readTree(database.call(
                        "queue.quarantine_worker",
                        taskQueueId.toString(),
                        workerGroup,
                        workerId,
                        until,
                        info,
                        clientId,
                        clock.instant())
                .text()
                .orElseThrow());
    }

    /**
     * Makes a worker known at least until a time.
     *
     * @throws taskcluster.postgres.RejectedCallException TC400 if that would leave it unknown, the time being in the past
     */
    JsonNode declare(TaskQueueId taskQueueId, String workerGroup, String workerId, Instant expires) {
        return Json.MAPPER.readTree(database.call(
                        "queue.declare_worker", taskQueueId.toString(), workerGroup, workerId, expires, clock.instant())
                .text()
                .orElseThrow());
    }
}
