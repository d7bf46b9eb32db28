package taskcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class GroupCommitTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int LIMIT = 4;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);

    @AfterEach
    void close() {
        free.countDown();
        threads.close();
    }

    /** Makes calls in upper case. Calls that begin with "slow" wait, and "bad" ones are refused. */
    private final class Shout implements GroupCommit.Work<String, String> {
        @Override
        public String alone(String call) {
            groups.add(List.of(call));
            if (call.startsWith("slow")) {
                busy.countDown();
                await(free);
            }
            return shout(call);
        }

        @Override
        public List<String> together(List<String> calls) {
            groups.add(calls);
            return calls.stream().map(this::shout).toList();
        }

        private String shout(String call) {
            if (call.startsWith("bad")) {
                throw new RejectedCallException("TC409", call, JsonNodeFactory.instance.objectNode());
            }
            if (call.startsWith("lost")) {
                throw new IllegalStateException(call);
            }
            return call.toUpperCase(java.util.Locale.ROOT);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which is at work until {@link #free}. */
    private GroupCommit<String, String> busyGroupCommit(Duration patience) {
        GroupCommit<String, String> commit = new GroupCommit<>(new Shout(), call -> call, LIMIT, patience);
        threads.submit(() -> commit.call("slow"));
        await(busy);
        return commit;
    }

    private List<Future<String>> submit(GroupCommit<String, String> commit, String... calls) {
        List<Future<String>> results = new ArrayList<>();
        for (String call : calls) {
            int before = commit.waiting();
            results.add(threads.submit(() -> commit.call(call)));
            while (commit.waiting() == before) {
                Thread.onSpinWait();
            }
        }
        return results;
    }

    private List<List<String>> groupsOfSeveral() {
        return groups.stream().filter(group -> group.size() > 1).toList();
    }

    @Test
    void aCallThatComesAloneIsMadeAlone() {
        GroupCommit<String, String> commit = new GroupCommit<>(new Shout(), call -> call, LIMIT, LONG);
        assertThat(commit.call("a")).isEqualTo("A");
        assertThat(commit.callAlone("b")).isEqualTo("B");
        assertThat(groups).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void callsThatWaitAreMadeTogetherUpToALimit() throws ExecutionException, InterruptedException {
        GroupCommit<String, String> commit = busyGroupCommit(LONG);
        List<Future<String>> results = submit(commit, "a", "b", "c", "d", "e");
        free.countDown();
        List<String> shouted = new ArrayList<>();
        for (Future<String> result : results) {
            shouted.add(result.get());
        }
        assertThat(shouted).containsExactly("A", "B", "C", "D", "E");
        assertThat(groupsOfSeveral())
                .isNotEmpty()
                .allSatisfy(group ->
                        assertThat(group).hasSizeLessThanOrEqualTo(LIMIT).doesNotHaveDuplicates());
        assertThat(groups.stream().flatMap(List::stream).filter(call -> !call.startsWith("slow")))
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void equalCallsAreNotMadeTogether() throws ExecutionException, InterruptedException {
        GroupCommit<String, String> commit = busyGroupCommit(LONG);
        List<Future<String>> results = submit(commit, "a", "a", "a", "b", "b");
        free.countDown();
        for (Future<String> result : results) {
            assertThat(result.get()).isIn("A", "B");
        }
        assertThat(groups).allSatisfy(group -> assertThat(group).doesNotHaveDuplicates());
        assertThat(groups.stream().flatMap(List::stream).filter("a"::equals)).hasSize(3);
    }

    @Test
    void whenOneIsRefusedEachHasItsOwnOutcome() throws ExecutionException, InterruptedException {
        GroupCommit<String, String> commit = busyGroupCommit(LONG);
        List<Future<String>> results = submit(commit, "a", "bad 1", "b", "bad 2");
        free.countDown();
        assertThat(results.get(0).get()).isEqualTo("A");
        assertThat(results.get(2).get()).isEqualTo("B");
        for (int bad = 1; bad <= 2; bad++) {
            Future<String> result = results.get(2 * bad - 1);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(result::get)
                    .withCauseInstanceOf(RejectedCallException.class)
                    .withMessageContaining("bad " + bad);
        }
    }

    @Test
    void whenTheOutcomeIsNotKnownNothingIsRepeated() throws InterruptedException, ExecutionException {
        GroupCommit<String, String> commit = busyGroupCommit(LONG);
        List<Future<String>> results = submit(commit, "a", "lost", "b");
        free.countDown();
        int failed = 0;
        for (Future<String> result : results) {
            try {
                result.get();
            } catch (ExecutionException e) {
                assertThat(e).hasMessageContaining("lost");
                failed++;
            }
        }
        assertThat(failed).isPositive();
        assertThat(groups.stream().flatMap(List::stream).filter(call -> !call.startsWith("slow")))
                .containsExactlyInAnyOrder("a", "lost", "b");
        assertThat(commit.call("c")).isEqualTo("C");
        assertThatIllegalStateException().isThrownBy(() -> commit.call("lost"));
    }

    @Test
    void nobodyWaitsLongForThoseWhoAreHeldUp() {
        GroupCommit<String, String> commit = busyGroupCommit(Duration.ofMillis(1));
        assertThat(commit.call("a")).isEqualTo("A");
        assertThat(commit.waiting()).isZero();
    }

    @Test
    void whoeverIsInterruptedWhileWaitingMakesTheCallAlone() throws InterruptedException {
        GroupCommit<String, String> commit = busyGroupCommit(LONG);
        List<String> results = Collections.synchronizedList(new ArrayList<>());
        Thread caller = Thread.startVirtualThread(() -> {
            results.add(commit.call("a"));
            results.add("interrupted: " + Thread.currentThread().isInterrupted());
        });
        while (commit.waiting() == 0) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        caller.join();
        assertThat(results).containsExactly("A", "interrupted: true");
    }
}
