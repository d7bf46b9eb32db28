package taskcluster.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;

/** The gauges of task queues and workers. */
class ITWorkerMetrics {
    private final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");

    private static String gauges(QueueFixture queue, String provisionerId) {
        StringBuilder found = new StringBuilder();
        queue.service()
                .bean(PrometheusMeterRegistry.class)
                .scrape()
                .lines()
                .filter(line -> line.startsWith("queue_") && line.contains("provisionerId=\"" + provisionerId + "\""))
                .filter(line -> !line.contains("reasonResolved"))
                .sorted()
                .forEach(line -> found.append(line.replaceAll("\\{.*}", "")).append('\n'));
        return found.toString();
    }

    private static void awaitGauges(QueueFixture queue, String provisionerId, String expected) {
        Await.untilAsserted(() -> assertThat(gauges(queue, provisionerId)).isEqualTo(expected));
    }

    @Test
    @DisplayName("queue-134: each task queue has its gauges, also with workers and pending tasks but no claims")
    void eachTaskQueueHasItsGauges() {
        try (QueueFixture queue = QueueFixture.start(clock, "queue.claim-wait", "0s", "queue.metrics-interval", "1s")) {
            queue.claimWork("a/x", "idle", 1);
            queue.claimWork("a/x", "bad", 1);
            queue.root()
                    .put(
                            "provisioners/a/worker-types/x/workers/my-group/bad",
                            Map.of("quarantineUntil", queue.in(Duration.ofDays(9))))
                    .ok();
            queue.create("taskQueueId", "a/x");
            clock.advance(Duration.ofMillis(1));
            queue.create("taskQueueId", "a/x", "deadline", queue.in(Duration.ofMinutes(1)));
            queue.create("taskQueueId", "unseen/x");
            awaitGauges(queue, "a", """
                    queue_claimed_tasks 0.0
                    queue_idle_workers 1.0
                    queue_pending_tasks 2.0
                    queue_quarantined_workers 1.0
                    queue_running_workers 0.0
                    queue_workers_total 2.0
                    """);
            awaitGauges(queue, "unseen", """
                    queue_claimed_tasks 0.0
                    queue_idle_workers 0.0
                    queue_pending_tasks 1.0
                    queue_quarantined_workers 0.0
                    queue_running_workers 0.0
                    queue_workers_total 0.0
                    """);

            queue.claimWork("a/x", "idle", 1);
            clock.advance(Duration.ofMinutes(1));
            awaitGauges(queue, "a", """
                    queue_claimed_tasks 1.0
                    queue_idle_workers 0.0
                    queue_pending_tasks 0.0
                    queue_quarantined_workers 1.0
                    queue_running_workers 1.0
                    queue_workers_total 2.0
                    """);

            clock.advance(Duration.ofDays(1));
            awaitGauges(queue, "a", """
                    queue_claimed_tasks 0.0
                    queue_idle_workers 0.0
                    queue_pending_tasks 0.0
                    queue_quarantined_workers 1.0
                    queue_running_workers 0.0
                    queue_workers_total 1.0
                    """);
        }
    }
}
