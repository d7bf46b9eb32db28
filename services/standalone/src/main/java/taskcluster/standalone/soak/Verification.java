package taskcluster.standalone.soak;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import taskcluster.client.ApiCallException;
import taskcluster.core.Json;
import taskcluster.standalone.soak.Attempts.Caller;
import taskcluster.standalone.soak.Attempts.GivenUpException;
import taskcluster.standalone.soak.Ledger.ArtifactEntry;
import taskcluster.standalone.soak.Ledger.RunEntry;
import taskcluster.standalone.soak.Ledger.RunKey;
import tools.jackson.databind.JsonNode;

/** Compares what clients were promised with what the queue says in the end. */
final class Verification {
    private static final int NOT_FOUND = 404;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final Statuses statuses;
    private final EventBook events;

    Verification(Ledger ledger, Statuses statuses, EventBook events) {
        this.ledger = ledger;
        this.statuses = statuses;
        this.events = events;
    }

    /** Every task that was acknowledged is there and resolved, as its workers were told. */
    void checkTasks() {
        ledger.tasks().forEach((taskId, task) -> {
            if (statuses.open().containsKey(taskId)) {
                ledger.violated(
                        "not resolved",
                        taskId + " is "
                                + statuses.open().get(taskId).path("state").asString());
            } else if (task.isAcknowledged() && !statuses.resolved().containsKey(taskId)) {
                ledger.violated("acknowledged, then lost", taskId);
            }
        });
        statuses.resolved().forEach(this::checkRuns);
        ledger.runs().forEach(this::checkRun);
    }

    /** One run is over before the next one can be claimed. Times of the database only: {@code started} is told by the queue's clock. */
    private void checkRuns(String taskId, JsonNode status) {
        String free = "";
        for (JsonNode run : status.path("runs")) {
            String scheduled = run.path("scheduled").asString();
            boolean isOpenBefore = free.isEmpty() && run.path("runId").asInt() > 0;
            if (isOpenBefore || scheduled.compareTo(free) < 0) {
                ledger.violated(
                        "two runs at once", taskId + "/" + run.path("runId").asInt());
            }
            free = run.path("resolved").asString("");
        }
    }

    private void checkRun(RunKey key, RunEntry promised) {
        JsonNode status = statuses.resolved().get(key.taskId());
        if (status == null) {
            return;
        }
        JsonNode run = status.path("runs").path(key.runId());
        if (!run.path("workerId").asString("").equals(promised.workerId())) {
            ledger.violated(
                    "two workers for one run", key + ": " + promised.workerId() + " and " + run.path("workerId"));
        }
        String state = run.path("state").asString("");
        if (!promised.reported().orElse(state).equals(state)) {
            ledger.violated("report lost", key + " was reported " + promised.reported() + " and is " + state);
        }
        boolean hasLapsed = run.path("reasonResolved").asString("").equals("claim-expired");
        if (hasLapsed && Json.parseTimestamp(run.path("resolved").asString()).isBefore(promised.takenUntil())) {
            ledger.violated("claim taken away early", key + " was promised until " + promised.takenUntil());
        }
    }

    /** Events that should have come but did not. */
    List<String> missingEvents() {
        List<String> missing = new ArrayList<>();
        statuses.resolved().forEach((taskId, status) -> {
            if (!events.hasDefined(taskId)) {
                missing.add("task-defined of " + taskId);
            }
            for (JsonNode run : status.path("runs")) {
                int runId = run.path("runId").asInt();
                require(
                        missing,
                        run.path("reasonCreated").asString().equals("exception"),
                        "task-pending",
                        taskId,
                        runId);
                require(missing, !run.has("started"), "task-running", taskId, runId);
                require(missing, false, "task-" + run.path("state").asString(), taskId, runId);
            }
            String taskGroupId = status.path("taskGroupId").asString();
            if (!events.hasOfGroup("task-group-resolved", taskGroupId)) {
                missing.add("task-group-resolved of " + taskGroupId);
            }
        });
        return missing;
    }

    private void require(List<String> missing, boolean isNotDue, String exchange, String taskId, int runId) {
        if (!isNotDue && !events.has(exchange, taskId, runId)) {
            missing.add(exchange + " of " + taskId + "/" + runId);
        }
    }

    /** Artifacts that were uploaded can be read; those that have expired are gone. */
    void checkArtifacts(Caller caller, Clock clock, Duration patience)
            throws GivenUpException, IOException, InterruptedException {
        Instant limit = clock.instant().plus(patience);
        for (ArtifactEntry artifact : ledger.artifacts()) {
            Optional<String> problem = problem(artifact, caller, clock);
            while (artifact.isShortLived()
                    && problem.isPresent()
                    && clock.instant().isBefore(limit)) {
                Thread.sleep(500);
                problem = problem(artifact, caller, clock);
            }
            problem.ifPresent(text -> ledger.violated("artifact", artifact.run() + ": " + text));
        }
    }

    private static Optional<String> problem(ArtifactEntry artifact, Caller caller, Clock clock)
            throws GivenUpException, IOException, InterruptedException {
        RunKey run = artifact.run();
        try {
            String url = caller.call(
                            clock.instant().plus(PATIENCE),
                            queue -> queue.artifact(run.taskId(), Integer.toString(run.runId()), artifact.name()))
                    .path("url")
                    .asString();
            return artifact.isShortLived() ? Optional.of("has expired but is there") : Storage.compare(url, artifact);
        } catch (ApiCallException e) {
            boolean isGone = e.statusCode() == NOT_FOUND;
            return isGone && artifact.isShortLived()
                    ? Optional.empty()
                    : Optional.of("HTTP " + e.statusCode() + " " + e.getMessage());
        }
    }

    /** How many tasks ended how, such as {@code exception claim-expired}. */
    Map<String, Long> byResolution() {
        Map<String, Long> counts = new TreeMap<>();
        statuses.resolved().values().forEach(status -> {
            JsonNode runs = status.path("runs");
            String state = status.path("state").asString();
            String reason = runs.path(runs.size() - 1).path("reasonResolved").asString("");
            counts.merge(state.equals(reason) ? state : state + ", " + reason, 1L, Long::sum);
        });
        return counts;
    }
}
