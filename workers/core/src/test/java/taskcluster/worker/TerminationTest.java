package taskcluster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.testing.Await;
import taskcluster.worker.task.RunKey;

@Timeout(30)
class TerminationTest {
    private final Termination termination = new Termination();
    private final List<String> calls = new ArrayList<>();

    private static RunKey run(int id) {
        return new RunKey("task", id);
    }

    private void register(int id) {
        termination.register(run(id), finish -> calls.add(id + ":" + finish));
    }

    @Test
    void t9_theCallbackGetsTheRequest() {
        register(1);
        assertThat(termination.requested()).isEmpty();
        assertThat(termination.request(true)).isTrue();
        assertThat(termination.requested()).contains(true);
        assertThat(calls).containsExactly("1:true");
    }

    @Test
    void t10_aDeregisteredCallbackIsNotCalled() {
        register(1);
        register(2);
        termination.deregister(run(1));
        termination.request(false);
        assertThat(calls).containsExactly("2:false");
    }

    @Test
    void t11_allCallbacksAreCalled() {
        register(1);
        register(2);
        register(3);
        termination.request(false);
        assertThat(calls).containsExactlyInAnyOrder("1:false", "2:false", "3:false");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void t12_aLateCallbackIsCalledAtOnce(boolean finish) {
        termination.request(finish);
        register(1);
        assertThat(calls).containsExactly("1:" + finish);
    }

    @Test
    void onlyTheFirstRequestCounts() {
        register(1);
        termination.request(false);
        assertThat(termination.request(true)).isFalse();
        assertThat(termination.request(false)).isFalse();
        assertThat(calls).containsExactly("1:false");
    }

    @Test
    void thePermissionToFinishCanBeWithdrawn() {
        register(1);
        termination.request(true);
        assertThat(termination.request(false)).isTrue();
        assertThat(calls).containsExactly("1:true", "1:false");
        assertThat(termination.requested()).contains(false);
    }

    @Test
    void twoCallbacksForOneRunAreADefect() {
        register(1);
        assertThatThrownBy(() -> register(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void deregistrationWaitsForACallbackInFlight() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        termination.register(run(1), finish -> {
            entered.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            left.set(true);
        });
        Thread.ofVirtual().start(() -> termination.request(false));
        entered.await();
        CompletableFuture<Boolean> deregistered = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            termination.deregister(run(1));
            deregistered.complete(left.get());
        });
        Await.until("waiting", () -> waiting.getState() == Thread.State.WAITING);
        assertThat(deregistered).isNotDone();
        leave.countDown();
        assertThat(deregistered.get()).isTrue();
    }
}
