package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LargeBodiesTest {
    private static final int MEGABYTE = 1 << 20;

    /** Room for 10 MB. */
    private final LargeBodies bodies = new LargeBodies(160L * MEGABYTE);

    private CompletableFuture<Integer> entering(int bytes) {
        CompletableFuture<Integer> entered = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> entered.complete(bodies.enter(bytes)));
        while (!entered.isDone() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return entered;
    }

    @Test
    void smallOnesNeedNoRoom() {
        int all = bodies.enter(10 * MEGABYTE);
        assertThat(bodies.enter(MEGABYTE)).isZero();
        bodies.leave(all);
    }

    @Test
    void thoseThereIsNoRoomForWaitUntilOthersHaveLeft() {
        int first = bodies.enter(6 * MEGABYTE);
        int second = bodies.enter(4 * MEGABYTE);
        CompletableFuture<Integer> third = entering(5 * MEGABYTE);
        assertThat(third).isNotDone();
        bodies.leave(second);
        assertThat(third).isNotDone();
        bodies.leave(first);
        assertThat(third.join()).isEqualTo(5 * 1024);
    }

    @Test
    void oneThatIsLargerThanAllRoomWaitsUntilItIsAlone() {
        int first = bodies.enter(2 * MEGABYTE);
        CompletableFuture<Integer> large = entering(30 * MEGABYTE);
        assertThat(large).isNotDone();
        bodies.leave(first);
        assertThat(large.join()).isEqualTo(10 * 1024);
        CompletableFuture<Integer> next = entering(2 * MEGABYTE);
        assertThat(next).isNotDone();
        bodies.leave(large.join());
        assertThat(next.join()).isEqualTo(2 * 1024);
    }
}
