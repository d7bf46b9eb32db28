package taskcluster.standalone.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.standalone.soak.Ledger.RunKey;

/** That a broken promise is noticed. */
class VerificationTest {
    private static final String TASK = "fN1SbArXTPSVFNUvaOlinQ";
    private static final Instant TAKEN_UNTIL = Instant.parse("2026-01-01T00:01:00Z");

    private final Ledger ledger = new Ledger();
    private final EventBook events = new EventBook();
    private final Statuses statuses = new Statuses(
            new Attempts(List.of("http://localhost:1"), Clock.systemUTC()).as(new Credentials("a", "b")),
            Clock.systemUTC());
    private final Verification verification = new Verification(ledger, statuses, events);

    private void isCompletedBy(String workerId) {
        isCompleted(workerId, "2026-01-01T00:01:00.010Z");
    }

    private void isCompleted(String workerId, String secondScheduled) {
        statuses.resolved().put(TASK, Json.MAPPER.readTree("""
                        {"taskId": "%1$s", "taskGroupId": "%1$s", "state": "completed", "runs": [
                          {"runId": 0, "state": "exception", "reasonCreated": "scheduled", "reasonResolved": "claim-expired",
                           "workerId": "first", "scheduled": "2026-01-01T00:00:00.000Z", "started": "2026-01-01T00:00:00.000Z", "resolved": "2026-01-01T00:01:00.010Z"},
                          {"runId": 1, "state": "completed", "reasonCreated": "retry", "reasonResolved": "completed",
                           "workerId": "%2$s", "scheduled": "%3$s", "started": "2026-01-01T00:01:00.020Z", "resolved": "2026-01-01T00:01:01.000Z"}]}""".formatted(TASK, workerId, secondScheduled)));
    }

    private void promise(Instant firstTakenUntil) {
        ledger.attempted(TASK, TASK);
        ledger.acknowledged(TASK);
        ledger.claimed(new RunKey(TASK, 0), "first", firstTakenUntil);
        ledger.claimed(new RunKey(TASK, 1), "second", TAKEN_UNTIL.plusSeconds(60));
        ledger.reported(new RunKey(TASK, 1), "completed");
    }

    @Test
    void keptPromisesAreNotComplainedAbout() {
        promise(TAKEN_UNTIL);
        isCompletedBy("second");
        verification.checkTasks();
        assertThat(ledger.violations()).isEmpty();
        assertThat(verification.byResolution()).containsOnlyKeys("completed");
    }

    @Test
    void aTaskThatWasLostIsNoticed() {
        promise(TAKEN_UNTIL);
        verification.checkTasks();
        assertThat(ledger.violations()).containsOnlyKeys("acknowledged, then lost");
    }

    @Test
    void aTaskThatIsNotResolvedIsNoticed() {
        promise(TAKEN_UNTIL);
        statuses.open().put(TASK, Json.MAPPER.readTree("{\"state\": \"pending\", \"runs\": []}"));
        verification.checkTasks();
        assertThat(ledger.violations()).containsOnlyKeys("not resolved");
    }

    @Test
    void aRunThatTwoWorkersGotIsNoticed() {
        promise(TAKEN_UNTIL);
        isCompletedBy("third");
        verification.checkTasks();
        assertThat(ledger.violations()).containsOnlyKeys("two workers for one run");
        ledger.claimed(new RunKey(TASK, 1), "fourth", TAKEN_UNTIL);
        assertThat(ledger.violations()).containsOnlyKeys("two workers for one run", "claimed twice");
    }

    @Test
    void aClaimThatWasTakenAwayEarlyIsNoticed() {
        promise(TAKEN_UNTIL.plusSeconds(5));
        isCompletedBy("second");
        verification.checkTasks();
        assertThat(ledger.violations()).containsOnlyKeys("claim taken away early");
    }

    @Test
    void aRunThatBeganBeforeTheOneBeforeWasOverIsNoticed() {
        promise(TAKEN_UNTIL);
        isCompleted("second", "2026-01-01T00:01:00.009Z");
        verification.checkTasks();
        assertThat(ledger.violations()).containsOnlyKeys("two runs at once");
    }

    @Test
    void aReportThatWasForgottenIsNoticed() {
        promise(TAKEN_UNTIL);
        isCompletedBy("second");
        ledger.reported(new RunKey(TASK, 1), "failed");
        verification.checkTasks();
        assertThat(ledger.violations()).containsOnlyKeys("report lost");
    }

    @Test
    void eachEventThatDidNotComeIsNamed() {
        isCompletedBy("second");
        assertThat(verification.missingEvents())
                .containsExactly(
                        "task-defined of " + TASK,
                        "task-pending of " + TASK + "/0",
                        "task-running of " + TASK + "/0",
                        "task-exception of " + TASK + "/0",
                        "task-pending of " + TASK + "/1",
                        "task-running of " + TASK + "/1",
                        "task-completed of " + TASK + "/1",
                        "task-group-resolved of " + TASK);
        for (String exchange : List.of("task-pending", "task-running")) {
            events.deliver(exchange, "primary." + TASK + ".0.group.worker.p.t.s." + TASK + "._");
            events.deliver(exchange, "primary." + TASK + ".1.group.worker.p.t.s." + TASK + "._");
        }
        events.deliver("task-defined", "primary." + TASK + "._._._.p.t.s." + TASK + "._");
        events.deliver("task-exception", "primary." + TASK + ".0.group.worker.p.t.s." + TASK + "._");
        events.deliver("task-completed", "primary." + TASK + ".1.group.worker.p.t.s." + TASK + "._");
        events.deliver("task-group-resolved", "primary." + TASK + ".soak._");
        events.deliver("task-completed", "primary." + TASK + ".1.group.worker.p.t.s." + TASK + "._");
        assertThat(verification.missingEvents()).isEmpty();
        assertThat(events.repeated()).isEqualTo(1);
    }
}
