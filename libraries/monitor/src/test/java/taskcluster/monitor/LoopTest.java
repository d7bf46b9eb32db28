package taskcluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static taskcluster.monitor.Loop.Event.ERROR;
import static taskcluster.monitor.Loop.Event.ITERATION_COMPLETE;
import static taskcluster.monitor.Loop.Event.ITERATION_FAILURE;
import static taskcluster.monitor.Loop.Event.ITERATION_START;
import static taskcluster.monitor.Loop.Event.ITERATION_SUCCESS;
import static taskcluster.monitor.Loop.Event.STARTED;
import static taskcluster.monitor.Loop.Event.STOPPED;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class LoopTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final RecordedLog log = new RecordedLog("taskcluster.loop-test");
    private final PrometheusMeterRegistry metrics = Prometheus.registry();
    private final Monitor monitor = Monitor.of("loop-test", metrics);
    private final BlockingQueue<Loop.Event> events = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void iteratesUntilItIsClosed() throws Exception {
        BlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        Loop loop = builder().every(Duration.ofMillis(1)).run(_ -> runs.add(count.incrementAndGet()));
        loop.start();
        for (int i = 1; i <= 5; i++) {
            assertThat(take(runs)).isEqualTo(i);
        }
        assertThat(loop.isRunning()).isTrue();
        loop.close();
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void tellsItsEventsInOrder() throws Exception {
        Loop loop = builder().every(NEVER).maxIterations(1).run(_ -> {}).start();
        assertThat(untilStopped())
                .containsExactly(STARTED, ITERATION_START, ITERATION_SUCCESS, ITERATION_COMPLETE, STOPPED);
        loop.close();
    }

    @Test
    @DisplayName("platform-38: an iteration that takes too long is interrupted and waited for")
    void anIterationThatTakesTooLongIsInterruptedAndWaitedFor() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Loop loop = builder().maxIterationTime(SHORT).maxIterations(3).run(_ -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                forever.await();
            } finally {
                running.decrementAndGet();
            }
        });
        loop.start();
        assertThat(untilStopped())
                .containsExactly(
                        STARTED,
                        ITERATION_START,
                        ITERATION_FAILURE,
                        ITERATION_COMPLETE,
                        ITERATION_START,
                        ITERATION_FAILURE,
                        ITERATION_COMPLETE,
                        ITERATION_START,
                        ITERATION_FAILURE,
                        ITERATION_COMPLETE,
                        STOPPED);
        loop.close();
        assertThat(most).hasValue(1);
        assertThat(running).hasValue(0);
        List<JsonNode> errors = log.ofType("monitor.error");
        assertThat(errors).hasSize(3);
        assertThat(errors.getLast().path("Severity").asInt()).isEqualTo(4);
        assertThat(errors.getLast().path("Fields").path("message").asString())
                .isEqualTo("Iteration exceeded maximum time allowed");
        assertThat(errors.getLast().path("Fields").path("consecutiveErrors").asInt())
                .isEqualTo(3);
        assertThat(errors.getLast().path("Fields").path("stack").asString())
                .contains("Suppressed: java.lang.InterruptedException");
    }

    @Test
    @DisplayName("platform-38: a late iteration that ends well has failed all the same")
    void aLateIterationThatEndsWellHasFailedAllTheSame() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        List<Throwable> given = new ArrayList<>();
        Loop loop = builder()
                .maxIterationTime(SHORT)
                .maxFailures(1)
                .onError(given::add)
                .run(_ -> {
                    try {
                        forever.await();
                    } catch (InterruptedException told) {
                        return;
                    }
                });
        loop.start();
        assertThat(untilStopped())
                .containsExactly(STARTED, ITERATION_START, ITERATION_FAILURE, ITERATION_COMPLETE, ERROR, STOPPED);
        loop.close();
        assertThat(given).hasSize(1).allMatch(TimeoutException.class::isInstance);
    }

    @Test
    @DisplayName("platform-38: a loop gives up after too many failures in a row")
    void aLoopGivesUpAfterTooManyFailuresInARow() throws Exception {
        List<Throwable> given = new ArrayList<>();
        AtomicInteger count = new AtomicInteger();
        Loop loop = builder().maxFailures(3).onError(given::add).run(_ -> {
            if (count.incrementAndGet() != 3) {
                throw new IllegalStateException("failure " + count);
            }
        });
        loop.start();
        List<Loop.Event> seen = untilStopped();
        loop.close();
        assertThat(count).as("two failures, one success, three failures").hasValue(6);
        assertThat(seen.subList(seen.size() - 3, seen.size())).containsExactly(ITERATION_COMPLETE, ERROR, STOPPED);
        assertThat(given).extracting(Throwable::getMessage).containsExactly("failure 6");
        assertThat(log.ofType("monitor.error").stream()
                        .map(line ->
                                line.path("Fields").path("consecutiveErrors").asInt()))
                .containsExactly(1, 2, 1, 2, 3);
    }

    @Test
    @DisplayName("platform-39: an iteration has to touch its watchdog")
    void anIterationHasToTouchItsWatchdog() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        Loop loop = builder().watchdogTime(SHORT).maxIterations(1).run(_ -> forever.await());
        loop.start();
        assertThat(untilStopped()).contains(ITERATION_FAILURE);
        loop.close();
        assertThat(log.ofType("monitor.error")
                        .getFirst()
                        .path("Fields")
                        .path("message")
                        .asString())
                .isEqualTo("watchdog exceeded");
    }

    @Test
    @DisplayName("platform-39: a touched watchdog is content")
    void aTouchedWatchdogIsContent() throws Exception {
        Duration watchdogTime = Duration.ofSeconds(2);
        Loop loop = builder().watchdogTime(watchdogTime).maxIterations(1).run(watchdog -> {
            long end = System.nanoTime() + watchdogTime.toNanos() * 3 / 2;
            CountDownLatch never = new CountDownLatch(1);
            while (System.nanoTime() < end) {
                watchdog.touch();
                never.await(20, TimeUnit.MILLISECONDS);
            }
        });
        loop.start();
        assertThat(untilStopped()).contains(ITERATION_SUCCESS);
        loop.close();
    }

    @Test
    @DisplayName("platform-40: an iteration that is too short has failed")
    void anIterationThatIsTooShortHasFailed() throws Exception {
        Loop loop = builder()
                .minIterationTime(Duration.ofSeconds(10))
                .maxIterations(1)
                .run(_ -> {});
        loop.start();
        assertThat(untilStopped()).contains(ITERATION_FAILURE);
        loop.close();
        assertThat(log.ofType("monitor.error")
                        .getFirst()
                        .path("Fields")
                        .path("message")
                        .asString())
                .isEqualTo("Handler duration was less than minIterationTime");
    }

    @Test
    @DisplayName("platform-41: closing ends the wait")
    void closingEndsTheWait() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        Loop loop = builder().every(NEVER).run(_ -> ran.countDown()).start();
        ran.await();
        loop.close();
        assertThat(untilStopped()).endsWith(ITERATION_COMPLETE, STOPPED);
    }

    @Test
    @DisplayName("platform-41: closing lets the iteration finish")
    void closingLetsTheIterationFinish() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        Loop loop = builder().every(NEVER).run(_ -> {
            begun.countDown();
            proceed.await();
            finished.incrementAndGet();
        });
        loop.start();
        begun.await();
        Thread closer = Thread.ofVirtual().start(loop::close);
        awaitWaiting(closer);
        assertThat(loop.isRunning()).isTrue();
        proceed.countDown();
        closer.join();
        assertThat(finished).hasValue(1);
        assertThat(untilStopped()).contains(ITERATION_SUCCESS).doesNotContain(ITERATION_FAILURE);
    }

    @Test
    void anIterationMayCloseItsLoop() throws Exception {
        for (int i = 0; i < 1000; i++) {
            BlockingQueue<Loop> self = new LinkedBlockingQueue<>();
            Loop loop = builder().run(_ -> take(self).close());
            self.add(loop);
            loop.start();
            assertThat(untilStopped())
                    .containsExactly(STARTED, ITERATION_START, ITERATION_SUCCESS, ITERATION_COMPLETE, STOPPED);
            loop.close();
        }
    }

    @Test
    void aWokenLoopRunsAtOnce() throws Exception {
        BlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        Loop loop = builder()
                .every(NEVER)
                .run(_ -> runs.add(count.incrementAndGet()))
                .start();
        assertThat(take(runs)).isEqualTo(1);
        loop.wakeUp();
        assertThat(take(runs)).isEqualTo(2);
        loop.close();
    }

    @Test
    void aLoopThatIsWokenDuringAnIterationRunsOnceMore() throws Exception {
        BlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> permits = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        Loop loop = builder().every(NEVER).run(_ -> {
            runs.add(count.incrementAndGet());
            take(permits);
        });
        loop.start();
        assertThat(take(runs)).isEqualTo(1);
        loop.wakeUp();
        loop.wakeUp();
        permits.add(1);
        assertThat(take(runs)).isEqualTo(2);
        permits.add(2);
        for (int completed = 0; completed < 2; ) {
            completed += take(events) == ITERATION_COMPLETE ? 1 : 0;
        }
        loop.close();
        assertThat(count).as("two calls count as one").hasValue(2);
    }

    @Test
    void aLoopWithAPaceDoesNotRunFasterHoweverOftenItIsWoken() throws Exception {
        Duration pace = Duration.ofMillis(50);
        BlockingQueue<Long> starts = new LinkedBlockingQueue<>();
        Loop loop = builder().every(NEVER).pace(pace).run(_ -> starts.add(System.nanoTime()));
        long before = System.nanoTime();
        loop.start();
        long last = take(starts);
        for (int i = 0; i < 5; i++) {
            loop.wakeUp();
            loop.wakeUp();
            last = take(starts);
        }
        assertThat(last - before).isGreaterThanOrEqualTo(pace.multipliedBy(5).toNanos());
        loop.close();
        assertThat(starts.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void iterationsAreLoggedAndMeasured() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Loop loop = builder().maxIterations(3).run(_ -> {
            if (count.incrementAndGet() == 2) {
                throw new IllegalStateException("no");
            }
        });
        loop.start();
        untilStopped();
        loop.close();
        List<JsonNode> lines = log.ofType("monitor.periodic");
        assertThat(lines.stream().map(line -> line.path("Fields").path("status").asString()))
                .containsExactly("success", "exception", "success");
        assertThat(lines.stream().map(line -> line.path("severity").asString()))
                .containsExactly("NOTICE", "ERROR", "NOTICE");
        assertThat(lines)
                .allMatch(line -> line.path("Fields").path("name").asString().equals("test-loop")
                        && line.path("Fields").path("duration").asDouble() >= 0);
        assertThat(metrics.scrape())
                .contains("iterate_duration_seconds_count{name=\"test-loop\",status=\"success\"} 2")
                .contains("iterate_duration_seconds_count{name=\"test-loop\",status=\"exception\"} 1")
                .contains("iterate_duration_seconds_bucket{name=\"test-loop\",status=\"success\",le=\"6000.0\"} 2");
    }

    @Test
    void aQuietLoopLogsSuccessesAsDebugging() throws Exception {
        Loop loop = builder().quiet().maxIterations(1).run(_ -> {}).start();
        untilStopped();
        loop.close();
        assertThat(log.ofType("monitor.periodic").getFirst().path("severity").asString())
                .isEqualTo("DEBUG");
    }

    @Test
    void aLoopThatNeverStartedClosesAtOnce() {
        Loop loop = builder().run(_ -> {});
        loop.close();
        assertThat(loop.isRunning()).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Loop.builder("x", monitor).every(SHORT).run(_ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a wait time and a maximum iteration time");
        assertThatThrownBy(() -> builder().every(SHORT.negated()).run(_ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().maxIterationTime(Duration.ZERO).run(_ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().maxFailures(-1).run(_ -> {})).isInstanceOf(IllegalArgumentException.class);
        Loop loop = builder().maxIterations(1).run(_ -> {}).start();
        assertThatThrownBy(loop::start).isInstanceOf(IllegalThreadStateException.class);
        loop.close();
    }

    private LoopBuilder builder() {
        return Loop.builder("test-loop", monitor)
                .every(Duration.ZERO)
                .maxIterationTime(Duration.ofMinutes(1))
                .listener(events::add);
    }

    private List<Loop.Event> untilStopped() throws InterruptedException {
        List<Loop.Event> seen = new ArrayList<>();
        do {
            seen.add(take(events));
        } while (seen.getLast() != STOPPED);
        return seen;
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(30, TimeUnit.SECONDS);
        assertThat(taken).as("within 30 seconds").isNotNull();
        return taken;
    }
}
