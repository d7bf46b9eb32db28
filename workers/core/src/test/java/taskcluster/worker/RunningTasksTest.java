package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import taskcluster.testing.Await;
import taskcluster.testing.MutableClock;
import taskcluster.worker.task.RunKey;

@Timeout(30)
class RunningTasksTest {
    private static RunKey run(int id) {
        return new RunKey("task" + id, 0);
    }

    @Test
    void t23_capacityIsCountedAndIdsAreListed() {
        RunningTasks tasks = new RunningTasks(2, 5, Clock.systemUTC());
        assertThat(tasks.free()).isEqualTo(2);
        tasks.started(run(1));
        tasks.started(run(2));
        assertThat(tasks.free()).isZero();
        assertThat(tasks.ids()).containsExactly(run(1), run(2));
        tasks.finished(run(1));
        assertThat(tasks.free()).isEqualTo(1);
        assertThat(tasks.ids()).containsExactly(run(2));
        assertThat(tasks.resolved()).isEqualTo(6);
        assertThatThrownBy(() -> tasks.started(run(2))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void t23_idleTimeStartsWhenTheLastTaskEnds() {
        MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
        RunningTasks tasks = new RunningTasks(2, 0, clock);
        clock.advance(Duration.ofSeconds(5));
        assertThat(tasks.idle()).isEqualTo(Duration.ofSeconds(5));
        tasks.started(run(1));
        clock.advance(Duration.ofSeconds(5));
        assertThat(tasks.idle()).isZero();
        tasks.finished(run(1));
        clock.advance(Duration.ofSeconds(3));
        assertThat(tasks.idle()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void t23_waitingForAllReturnsWhenTheLastOneEnds() throws Exception {
        RunningTasks tasks = new RunningTasks(100, 0, Clock.systemUTC());
        CountDownLatch all = new CountDownLatch(100);
        try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
            for (int i = 0; i < 100; i++) {
                int id = i;
                threads.execute(() -> {
                    tasks.started(run(id));
                    all.countDown();
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    tasks.finished(run(id));
                });
            }
            all.await();
            tasks.await(() -> tasks.ids().isEmpty());
        }
        assertThat(tasks.resolved()).isEqualTo(100);
        assertThat(tasks.free()).isEqualTo(100);
    }

    @Test
    void aWaiterIsWokenByTheEndOfATask() throws Exception {
        RunningTasks tasks = new RunningTasks(1, 0, Clock.systemUTC());
        tasks.started(run(1));
        CompletableFuture<Void> woken = new CompletableFuture<>();
        Thread waiter = Thread.ofPlatform().start(() -> {
            try {
                tasks.awaitEnd(Duration.ofMinutes(10), () -> false);
                woken.complete(null);
            } catch (InterruptedException e) {
                woken.completeExceptionally(e);
            }
        });
        Await.until("waiting", () -> waiter.getState() == Thread.State.TIMED_WAITING);
        tasks.finished(run(1));
        waiter.join();
        assertThat(woken).isCompleted();
    }
}
