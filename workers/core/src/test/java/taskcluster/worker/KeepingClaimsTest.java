package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import taskcluster.worker.fake.FakeQueue;
import taskcluster.worker.fake.FakeRun;
import taskcluster.worker.fake.Faults;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.QueueCallException;
import taskcluster.worker.task.QueueCalls;
import taskcluster.worker.task.RetryPolicy;
import taskcluster.worker.task.RunKey;

/** Renewing claims and noticing that a run has ended at the queue, against a queue that speaks HTTP. */
@Timeout(60)
class KeepingClaimsTest {
    @TempDir
    Path directory;

    private final FakeQueue queue = FakeQueue.start();
    private final AtomicBoolean watched = new AtomicBoolean(true);
    private final TaskProblems problems = new TaskProblems();
    private final RunState state = new RunState(problems);
    private final RetryPolicy retries = RetryPolicy.of(Duration.ofSeconds(5));
    private QueueCalls worker;
    private ClaimJournal journal;
    private RunLease lease;
    private FakeRun run;
    private String taskId;

    @BeforeEach
    void prepare() {
        worker = new QueueCalls(new RootUrl(queue.rootUrl()), () -> new Credentials("worker", "token"), retries);
        journal = new ClaimJournal(directory);
        taskId = queue.add(FakeQueue.task(Json.MAPPER.createObjectNode()));
        run = queue.run(taskId, 0);
    }

    @AfterEach
    void stop() {
        queue.close();
    }

    private ClaimedTask claim() throws QueueCallException {
        List<ClaimedTask> claims = worker.claimWork("prov/type", "group", "worker", 1, Slugid.nice());
        return claims.getFirst();
    }

    private Reclaimer reclaimer(ClaimedTask claim) {
        lease = new RunLease(claim);
        QueueCalls calls = new QueueCalls(new RootUrl(queue.rootUrl()), lease::credentials, retries);
        Reclaimer reclaimer = new Reclaimer(lease, state, calls, journal, watched::get, Clock.systemUTC());
        reclaimer.start();
        return reclaimer;
    }

    @Test
    void aShortClaimIsRenewedAtOnceAndAgainInTime() throws Exception {
        queue.claimTerm(Duration.ofSeconds(2));
        ClaimedTask claim = claim();
        try (Reclaimer reclaimer = reclaimer(claim)) {
            Await.until("four renewals", () -> run.reclaims() >= 4);
            assertThat(reclaimer).isNotNull();
            assertThat(state.isLost()).isFalse();
            assertThat(lease.takenUntil()).isAfter(claim.takenUntil());
            assertThat(lease.credentials()).isNotEqualTo(claim.credentials());
            assertThat(journal.entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.run().taskId()).isEqualTo(taskId));
        }
    }

    @Test
    void whereNobodyWatchesAClaimIsRenewedMoreOften() throws Exception {
        MutableClock clock = new MutableClock(Instant.now());
        ClaimedTask claim = claim();
        lease = new RunLease(claim);
        QueueCalls calls = new QueueCalls(new RootUrl(queue.rootUrl()), lease::credentials, retries);
        try (Reclaimer reclaimer = new Reclaimer(lease, state, calls, journal, watched::get, clock)) {
            assertThat(reclaimer.due(clock.instant(), true))
                    .isEqualTo(claim.takenUntil().minus(Duration.ofMinutes(Reclaimer.MARGIN_MINUTES)));
            watched.set(false);
            assertThat(reclaimer.due(clock.instant(), true))
                    .isEqualTo(clock.instant().plusSeconds(15));
        }
    }

    @Test
    void failuresThatMayPassAreTriedAgain() throws Exception {
        queue.claimTerm(Duration.ofSeconds(10));
        queue.faults().add("POST .*/reclaim", 503, 1);
        queue.faults().add("POST .*/reclaim", Faults.CUT, 1);
        try (Reclaimer reclaimer = reclaimer(claim())) {
            Await.until("a renewal", () -> run.reclaims() >= 1);
            assertThat(reclaimer).isNotNull();
            assertThat(state.isLost()).isFalse();
            assertThat(queue.faults().count("reclaim")).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aRefusedRenewalMeansThatTheRunIsLost() throws Exception {
        queue.claimTerm(Duration.ofSeconds(3));
        ClaimedTask claim = claim();
        queue.cancel(taskId);
        try (Reclaimer reclaimer = reclaimer(claim)) {
            Await.until("the loss", state::isLost);
            assertThat(reclaimer).isNotNull();
            assertThat(state.lostBecause()).get().asString().contains("refused").contains("canceled");
            assertThat(state.startReporting()).isFalse();
        }
    }

    @Test
    void aClaimThatLapsesIsLost() throws Exception {
        queue.claimTerm(Duration.ofSeconds(1));
        queue.faults().add("POST .*/reclaim", 503, 1000);
        Instant start = Instant.now();
        try (Reclaimer reclaimer = reclaimer(claim())) {
            Await.until("the loss", state::isLost);
            assertThat(reclaimer).isNotNull();
            assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(900));
            assertThat(state.lostBecause()).get().asString().contains("lapsed");
        }
    }

    /** Calls in the name of the run. */
    private QueueCalls callsOf(ClaimedTask claim) {
        return new QueueCalls(new RootUrl(queue.rootUrl()), claim::credentials, retries);
    }

    private CancelWatch watch(ClaimedTask claim) {
        CancelWatch watch = new CancelWatch(worker, Duration.ofMillis(20));
        watch.start();
        watch.add(claim.run(), state, callsOf(claim));
        return watch;
    }

    @Test
    void aClaimWhoseAnswerGotLostComesWithTheNextOne() throws Exception {
        queue.faults().add("claim-work", Faults.LOSE, 1);
        String key = Slugid.nice();
        assertThatExceptionOfType(QueueCallException.class)
                .isThrownBy(() -> worker.claimWork("prov/type", "group", "worker", 1, key))
                .satisfies(e -> assertThat(e.status()).isZero());
        assertThat(run.state()).isEqualTo("running");
        assertThat(worker.claimWork("prov/type", "group", "worker", 1, key))
                .singleElement()
                .satisfies(claim -> assertThat(claim.run()).isEqualTo(new RunKey(taskId, 0)));
        assertThat(worker.claimWork("prov/type", "group", "worker", 1, Slugid.nice()))
                .isEmpty();
    }

    @Test
    void aCancelledRunIsNoticedAtOnceByWaitingForItsEnd() throws Exception {
        queue.longPoll(Duration.ofSeconds(30));
        ClaimedTask claim = claim();
        try (CancelWatch watch = watch(claim)) {
            Await.until("the question", () -> queue.faults().count("/watch") == 1);
            assertThat(state.isLost()).isFalse();
            long cancelled = System.nanoTime();
            queue.cancel(taskId);
            Await.until("the loss", state::isLost);
            assertThat(Duration.ofNanos(System.nanoTime() - cancelled)).isLessThan(Duration.ofSeconds(1));
            assertThat(state.lostBecause()).get().asString().contains("canceled");
            assertThat(watch.isWatching()).isTrue();
            assertThat(queue.faults().count("tasks/status")).isZero();
        }
    }

    @Test
    void aRunThatGoesOnIsWaitedForAgainAndFailuresMayPass() throws Exception {
        queue.longPoll(Duration.ofMillis(1200));
        queue.faults().add("/watch", 502, 1);
        queue.faults().add("/watch", Faults.CUT, 1);
        try (CancelWatch watch = watch(claim())) {
            Await.until("more questions", () -> queue.faults().count("/watch") >= 4);
            assertThat(watch.isWatching()).isTrue();
            assertThat(state.isLost()).isFalse();
            queue.cancel(taskId);
            Await.until("the loss", state::isLost);
        }
    }

    @Test
    void aRunThatIsOverIsNotWaitedForAnyMore() throws Exception {
        queue.longPoll(Duration.ofMillis(10));
        ClaimedTask claim = claim();
        try (CancelWatch watch = watch(claim)) {
            Await.until("the question", () -> queue.faults().count("/watch") >= 1);
            watch.remove(claim.run());
            queue.cancel(taskId);
            try (CancelWatch other = watch(claim)) {
                Await.until("the loss", state::isLost);
                assertThat(other.isWatching()).isTrue();
            }
            assertThat(queue.faults().count("/watch")).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aQueueThatCannotBeWaitedAtIsAskedForTheStatus() throws Exception {
        queue.cannotBeWatched();
        try (CancelWatch watch = watch(claim())) {
            Await.until("some questions", () -> queue.faults().count("tasks/status") >= 3);
            assertThat(queue.faults().count("/watch")).isEqualTo(1);
            assertThat(watch.isWatching()).isTrue();
            assertThat(state.isLost()).isFalse();
            queue.cancel(taskId);
            Await.until("the loss", state::isLost);
            assertThat(state.lostBecause()).get().asString().contains("canceled");
        }
    }

    @Test
    void whoMayNotAskStopsAsking() throws Exception {
        queue.cannotBeWatched();
        queue.faults().add("tasks/status", 403, 1);
        try (CancelWatch watch = watch(claim())) {
            Await.until("the refusal", () -> !watch.isWatching());
            assertThat(state.isLost()).isFalse();
            assertThat(queue.faults().count("tasks/status")).isEqualTo(1);
        }
    }

    @Test
    void anUnansweredQuestionChangesNothing() throws Exception {
        queue.cannotBeWatched();
        queue.faults().add("tasks/status", 500, 2);
        try (CancelWatch watch = watch(claim())) {
            Await.until("more questions", () -> queue.faults().count("tasks/status") >= 4);
            assertThat(watch.isWatching()).isTrue();
            assertThat(state.isLost()).isFalse();
        }
    }

    @Test
    void claimsAreGivenBackAfterACrash() throws Exception {
        ClaimedTask claim = claim();
        journal.put(claim.run(), claim.takenUntil(), claim.credentials());
        journal.put(new RunKey("long-gone", 0), Instant.now().minusSeconds(5), new Credentials("old", "token"));
        CrashRecovery.giveBack(journal, WorkerSettingsForTests.of(queue.rootUrl()), Clock.systemUTC(), Runnable::run);
        assertThat(run.resolution()).isEqualTo("exception/worker-shutdown");
        assertThat(run.reportedBy()).isEqualTo(claim.credentials().clientId());
        assertThat(journal.entries()).isEmpty();
        assertThat(queue.faults().count("long-gone")).isZero();
    }
}
