package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.notify.NotifyFixture.email;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.monitor.Watchdog;
import taskcluster.notify.FakeHttpServer.Answer;
import taskcluster.notify.delivery.NotificationStore;
import taskcluster.testing.Await;

/** Several processes on one database know what each of them has sent; so do those that start later. */
class ITReplicas {
    private static NotifyFixture first;
    private static NotifyFixture second;

    @BeforeAll
    static void start() {
        first = NotifyFixture.start();
        second = first.startAnother();
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
    }

    /** The statuses of calls that are all made at the same time. */
    private static List<Integer> atOnce(int calls, IntFunction<Integer> call) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int number = i;
                futures.add(threads.submit(() -> call.apply(number)));
            }
            for (Future<Integer> future : futures) {
                statuses.add(future.get());
            }
        }
        return statuses;
    }

    @Test
    void ofManyRequestsForTheSameOneSends() throws Exception {
        List<Integer> statuses = atOnce(
                16,
                i -> (i % 2 == 0 ? first : second)
                        .send(email("same@example.com", "s"))
                        .status());

        assertThat(statuses).containsOnly(200, 204).containsOnlyOnce(200);
        assertThat(first.mailbox.to("same@example.com")).hasSize(1);
    }

    @Test
    void theLimitIsThatOfAllProcesses() throws Exception {
        List<Integer> statuses = atOnce(
                60,
                i -> (i % 2 == 0 ? first : second)
                        .send(email("flood@example.com", "s" + i))
                        .status());

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(50);
        assertThat(statuses).filteredOn(status -> status == 204).hasSize(10);
        assertThat(first.mailbox.to("flood@example.com")).hasSize(50);
    }

    @Test
    void whoWaitsForAnotherProcessThatFailsSendsItself() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        first.slack.answer(_ -> {
            asked.countDown();
            await(answered);
            return Answer.json(500, "{}");
        });
        Map<String, Object> message = Map.of("channelId", "Cwait", "text", "t");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> failing =
                    threads.submit(() -> first.root().post("slack", message).status());
            await(asked);
            Future<Integer> waiting =
                    threads.submit(() -> second.root().post("slack", message).status());
            first.slack.answer(_ -> Answer.json(Map.of("ok", true)));
            assertThat(waiting.isDone()).isFalse();
            answered.countDown();
            assertThat(failing.get()).isEqualTo(500);
            assertThat(waiting.get()).isEqualTo(200);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theClaimOfAProcessThatDiedLapses() {
        assertThat(first.send(email("lapse@example.com", "s")).status()).isEqualTo(200);
        first.admin()
                .update("update taskcluster.notifications set claim = gen_random_uuid(), expires = expires"
                        + " - interval '1 hour' + interval '1 second'");

        assertThat(second.send(email("lapse@example.com", "s")).status())
                .as("waits for the claim to lapse, then sends")
                .isEqualTo(200);
        assertThat(first.mailbox.to("lapse@example.com")).hasSize(2);
    }

    @Test
    @DisplayName("notify-56: a process that starts later knows what was sent before")
    void aLaterProcessKnowsWhatWasSent() {
        assertThat(first.send(email("restart@example.com", "s")).status()).isEqualTo(200);
        try (NotifyFixture third = first.startAnother()) {
            assertThat(third.send(email("restart@example.com", "s")).status()).isEqualTo(204);
        }
        assertThat(first.mailbox.to("restart@example.com")).hasSize(1);
    }

    @Test
    void oneOfThemHandlesEachEvent() {
        for (int i = 0; i < 5; i++) {
            first.task().becomes("failed", "notify.email.shared" + i + "@example.com.on-failed");
        }
        for (int i = 0; i < 5; i++) {
            first.mailbox.await("shared" + i + "@example.com");
        }
        assertThat(first.mailbox.all().stream().filter(mail -> mail.to().startsWith("shared")))
                .hasSize(5);
    }

    @Test
    void whatIsTooOldToMatterIsDeleted() {
        assertThat(first.send(email("old@example.com", "s")).status()).isEqualTo(200);
        first.passTime(Duration.ofHours(2));
        Watchdog watchdog = () -> {};

        first.service().bean(NotificationStore.class).expire(watchdog);

        Await.until(() -> first.admin()
                        .queryForObject(
                                "select (select count(*) from taskcluster.notifications where expires < now())"
                                        + " + (select count(*) from taskcluster.email_quotas where expires < now())",
                                Integer.class)
                == 0);
    }
}
