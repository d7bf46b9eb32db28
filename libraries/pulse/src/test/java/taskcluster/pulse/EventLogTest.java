package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final List<Binding> X = List.of(new Binding("exchange/x", "#"));

    private TestLog testLog;
    private EventLog log;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() {
        testLog = new TestLog();
        log = testLog.open("queue");
    }

    @AfterEach
    void close() {
        testLog.close();
    }

    private String take() throws InterruptedException {
        String key = received.poll(20, TimeUnit.SECONDS);
        return key == null ? "nothing came" : key;
    }

    @Test
    void aTailReceivesWhatIsCommittedAfterItBeganAndOnlyWhatItAskedFor() throws Exception {
        testLog.append("exchange/x", "before", "{}");
        List<Event> events = new ArrayList<>();
        List<Binding> bindings = List.of(new Binding("exchange/x", "a.*"), new Binding("exchange/x", "route.#"));
        try (Subscription tail = log.tail(bindings, event -> {
            events.add(event);
            received.add(event.routingKey());
        })) {
            assertThat(tail).isNotNull();
            testLog.append("exchange/x", "a.b", "{\"n\": 1}");
            testLog.append("exchange/y", "a.b", "{}");
            testLog.append("exchange/x", "b.b", "{}");
            testLog.append("exchange/x", "b.c", "{}", "x.y", "route.index.z");
            log.nudge();
            assertThat(take()).isEqualTo("a.b");
            assertThat(take()).isEqualTo("b.c");
        }
        assertThat(events.getFirst().json().path("n").asInt()).isEqualTo(1);
        assertThat(events.getFirst().exchange()).isEqualTo("exchange/x");
        assertThat(events.getFirst().id()).isPositive();
        assertThat(events.getFirst().xid()).isPositive();
        assertThat(events.getLast().routes()).containsExactly("index.z");
        assertThat(received).isEmpty();
    }

    @Test
    void aClosedTailReceivesNothingWhileAnotherGoesOn() throws Exception {
        BlockingQueue<String> other = new LinkedBlockingQueue<>();
        Subscription closed = log.tail(X, event -> received.add(event.routingKey()));
        log.tail(List.of(new Binding("exchange/y", "#")), event -> other.add(event.routingKey()));
        closed.close();
        testLog.append("exchange/x", "a", "{}");
        testLog.append("exchange/y", "b", "{}");
        log.nudge();
        assertThat(other.poll(20, TimeUnit.SECONDS)).isEqualTo("b");
        assertThat(received).isEmpty();
    }

    @Test
    void aNudgeWakesTheTailOfThisProcessWithinMilliseconds() throws Exception {
        log.tail(X, event -> received.add(event.routingKey()));
        assertThat(fastest(log)).isLessThan(Duration.ofMillis(50));
    }

    @Test
    void aNudgeWakesTheTailOfAnotherProcessWithinMilliseconds() throws Exception {
        EventLog other = testLog.open("auth");
        other.tail(X, event -> received.add(event.routingKey()));
        assertThat(fastest(log)).isLessThan(Duration.ofMillis(50));
    }

    /** The time from commit and nudge to delivery: the best of several, since the machine may be busy. */
    private Duration fastest(EventLog nudged) throws Exception {
        long[] nanos = new long[15];
        try (Connection connection = testLog.connection()) {
            for (int i = 0; i < nanos.length; i++) {
                TestLog.append(connection, "exchange/x", "k" + i, "{}");
                long committed = System.nanoTime();
                nudged.nudge();
                assertThat(take()).isEqualTo("k" + i);
                nanos[i] = System.nanoTime() - committed;
            }
        }
        return Duration.ofNanos(Arrays.stream(nanos).min().orElseThrow());
    }

    @Test
    void withoutAnyNudgeAnEventComesWithTheNextPoll() throws Exception {
        log.tail(X, event -> received.add(event.routingKey()));
        testLog.append("exchange/x", "a", "{}");
        assertThat(take()).isEqualTo("a");
    }

    @Test
    void anEventWaitsForThoseBeforeItWhoseTransactionsStillRun() throws Exception {
        log.tail(X, event -> received.add(event.routingKey()));
        try (Connection slow = testLog.connection();
                Connection aborted = testLog.connection()) {
            slow.setAutoCommit(false);
            aborted.setAutoCommit(false);
            TestLog.append(aborted, "exchange/x", "rolled back", "{}");
            TestLog.append(slow, "exchange/x", "first", "{}");
            testLog.append("exchange/x", "second", "{}");
            log.nudge();
            assertThat(received.poll(200, TimeUnit.MILLISECONDS)).isNull();
            slow.commit();
            aborted.rollback();
        }
        assertThat(take()).isEqualTo("first");
        assertThat(take()).isEqualTo("second");
        testLog.append("exchange/x", "third", "{}");
        log.nudge();
        assertThat(take()).isEqualTo("third");
        assertThat(received).isEmpty();
    }

    @Test
    void aLongTransactionThatWritesNoEventsDelaysNobody() throws Exception {
        log.tail(X, event -> received.add(event.routingKey()));
        try (Connection busy = testLog.connection();
                Connection aborted = testLog.connection();
                var statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            aborted.setAutoCommit(false);
            statement.execute("create table taskcluster.unrelated (n integer)");
            for (int i = 0; i < 3; i++) {
                TestLog.append(aborted, "exchange/x", "rolled back", "{}");
                aborted.rollback();
                testLog.append("exchange/x", "k" + i, "{}");
                log.nudge();
                assertThat(take()).isEqualTo("k" + i);
            }
            busy.rollback();
        }
    }

    @Test
    @DisplayName("platform-36: a tail survives its connections being cut")
    void aTailSurvivesItsConnectionsBeingCut() throws Exception {
        log.tail(X, event -> received.add(event.routingKey()));
        testLog.append("exchange/x", "a", "{}");
        log.nudge();
        assertThat(take()).isEqualTo("a");
        testLog.sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'taskcluster_queue'"
                + " and datname = current_database()");
        testLog.append("exchange/x", "b", "{}");
        log.nudge();
        assertThat(take()).isEqualTo("b");
    }

    @Test
    void aCallbackThatFailsDoesNotStopTheTail() throws Exception {
        log.tail(X, event -> {
            received.add(event.routingKey());
            throw new IllegalStateException("on purpose");
        });
        testLog.append("exchange/x", "a", "{}");
        testLog.append("exchange/x", "b", "{}");
        log.nudge();
        assertThat(take()).isEqualTo("a");
        assertThat(take()).isEqualTo("b");
    }

    @Test
    void manyEventsAreReadInBatches() throws Exception {
        log.tail(X, event -> received.add(event.routingKey()));
        int count = 3 * LogReader.BATCH + 7;
        testLog.sql(
                "select taskcluster.append_event('exchange/' || case when i % 3 = 0 then 'x' else 'y' end, i::text, null,"
                        + " '{}') from generate_series(1, " + count + ") i");
        log.nudge();
        for (int i = 3; i <= count; i += 3) {
            assertThat(take()).isEqualTo(Integer.toString(i));
        }
    }
}
