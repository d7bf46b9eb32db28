package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import taskcluster.queue.claim.Waiters.Waiter;
import taskcluster.testing.Await;

class WaitersTest {
    private static final String QUEUE = "provisioner/worker-type";

    private final Waiters waiters = new Waiters();

    private static boolean isCalled(Waiter waiter) throws InterruptedException {
        return waiter.await(Duration.ZERO);
    }

    @Test
    void theLongestWaitingAreCalledFirst() throws InterruptedException {
        Waiter first = waiters.enter(QUEUE);
        Waiter second = waiters.enter(QUEUE);
        Waiter third = waiters.enter(QUEUE);
        waiters.wake(QUEUE, 2);
        assertThat(isCalled(third)).isFalse();
        assertThat(isCalled(second)).isTrue();
        assertThat(isCalled(first)).isTrue();
        waiters.wake(QUEUE, 1);
        assertThat(isCalled(first)).isTrue();
        assertThat(isCalled(third)).isFalse();
    }

    @Test
    void whoeverIsCalledAlreadyIsPassedOver() throws InterruptedException {
        Waiter first = waiters.enter(QUEUE);
        Waiter second = waiters.enter(QUEUE);
        waiters.wake(QUEUE, 1);
        waiters.wake(QUEUE, 1);
        assertThat(isCalled(first)).isTrue();
        assertThat(isCalled(second)).isTrue();
        second.looked();
        assertThat(isCalled(second)).as("one call, one look").isFalse();
    }

    @Test
    void aCallIsForOneTaskQueueOnly() throws InterruptedException {
        Waiter other = waiters.enter("provisioner/other");
        waiters.wake(QUEUE, 5);
        assertThat(isCalled(other)).isFalse();
    }

    @Test
    void whoLeavesCalledPassesTheCallOn() throws InterruptedException {
        Waiter first = waiters.enter(QUEUE);
        Waiter second = waiters.enter(QUEUE);
        waiters.wake(QUEUE, 1);
        first.close();
        assertThat(isCalled(second)).isTrue();
    }

    @Test
    void whoWokeUpAndLeavesWithoutALookPassesTheCallOn() throws InterruptedException {
        Waiter first = waiters.enter(QUEUE);
        Waiter second = waiters.enter(QUEUE);
        waiters.wake(QUEUE, 1);
        assertThat(isCalled(first)).isTrue();
        first.close();
        assertThat(isCalled(second)).isTrue();
    }

    @Test
    void whoHasLookedPassesNothingOn() throws InterruptedException {
        Waiter first = waiters.enter(QUEUE);
        Waiter second = waiters.enter(QUEUE);
        waiters.wake(QUEUE, 1);
        assertThat(isCalled(first)).isTrue();
        first.looked();
        first.close();
        assertThat(isCalled(second)).isFalse();
    }

    @Test
    @DisplayName("queue-48: a task queue is forgotten when nobody waits for it")
    void aTaskQueueIsForgottenWhenNobodyWaitsForIt() {
        Waiter first = waiters.enter(QUEUE);
        Waiter second = waiters.enter(QUEUE);
        assertThat(waiters.taskQueueIds()).containsExactly(QUEUE);
        first.close();
        assertThat(waiters.taskQueueIds()).containsExactly(QUEUE);
        second.close();
        assertThat(waiters.taskQueueIds()).isEmpty();
    }

    /** A call that got lost would leave all of them waiting while there is work. */
    @Test
    @Timeout(60)
    void noCallIsLostAmongManyWhoComeAndGo() throws Exception {
        AtomicInteger work = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        int amount = 20_000;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                workers.add(executor.submit(() -> {
                    while (done.get() < amount) {
                        comeAndGo(work, done, amount);
                    }
                    return null;
                }));
            }
            for (int i = 0; i < amount; i++) {
                work.incrementAndGet();
                waiters.wake(QUEUE, 1);
            }
            Await.until("all work to be done", () -> done.get() == amount);
            Await.until("all to leave", () -> {
                waiters.wake(QUEUE, workers.size());
                return workers.stream().allMatch(Future::isDone);
            });
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
    }

    private void comeAndGo(AtomicInteger work, AtomicInteger done, int amount) throws InterruptedException {
        try (Waiter waiter = waiters.enter(QUEUE)) {
            for (int looks = 0; looks < 3 && done.get() < amount; looks++) {
                boolean found = work.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                waiter.looked();
                if (found) {
                    done.incrementAndGet();
                    return;
                }
                waiter.await(Duration.ofMinutes(1));
            }
        }
    }
}
