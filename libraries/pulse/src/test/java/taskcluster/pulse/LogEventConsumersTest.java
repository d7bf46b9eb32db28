package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogEventConsumersTest extends EventConsumersContract {
    private TestLog testLog;
    private EventLog log;
    private final List<EventConsumers> processes = new ArrayList<>();

    @BeforeEach
    void open() {
        testLog = new TestLog();
        log = testLog.open("queue");
    }

    @AfterEach
    void close() {
        processes.forEach(EventConsumers::close);
        testLog.close();
    }

    @Override
    protected EventConsumers process() {
        EventConsumers process = new LogEventConsumers(testLog.open("auth"), RETRIES, new SimpleMeterRegistry());
        processes.add(process);
        return process;
    }

    @Override
    protected String exchange(String name) {
        return "exchange/" + name;
    }

    @Override
    protected String consumer(String name) {
        return name;
    }

    @Override
    protected void publish(String exchange, String routingKey, String payload, String... cc) {
        testLog.append(exchange, routingKey, payload, cc);
        log.nudge();
    }

    /** Remembers how events came. Those of "bad" cannot be handled, neither alone nor together with others. */
    private static final class Batches implements BatchHandler {
        private final List<List<String>> handled = new CopyOnWriteArrayList<>();

        @Override
        public void handle(Event event) {
            refuseBad(List.of(event));
            handled.add(List.of(event.routingKey()));
        }

        @Override
        public void handleTogether(List<Event> events) {
            refuseBad(events);
            handled.add(events.stream().map(Event::routingKey).toList());
        }

        private static void refuseBad(List<Event> events) {
            if (events.stream().anyMatch(event -> event.routingKey().equals("bad"))) {
                throw new IllegalStateException("on purpose");
            }
        }

        private List<String> all() {
            return handled.stream().flatMap(List::stream).toList();
        }
    }

    @Test
    void eventsThatHaveGatheredAreHandledTogether() {
        Batches batches = new Batches();
        List<Binding> bindings = List.of(new Binding(exchange("x"), "#"));
        process().consume("c", bindings, batches).close();
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> publish(exchange("x"), key, "{}"));
        publish(exchange("y"), "of-another-exchange", "{}");
        process().consume("c", bindings, batches);
        TestLog.await("all events", () -> batches.all().size() == keys.size());
        assertThat(batches.all()).isEqualTo(keys);
        assertThat(batches.handled).hasSizeLessThan(10);
    }

    @Test
    void whenThatFailsEachIsHandledByItself() {
        Batches batches = new Batches();
        List<Binding> bindings = List.of(new Binding(exchange("x"), "#"));
        process().consume("c", bindings, batches).close();
        for (String key : List.of("a", "bad", "b")) {
            publish(exchange("x"), key, "{}");
        }
        process().consume("c", bindings, batches);
        TestLog.await("the event to be parked", () -> parked("c").equals(List.of("bad")));
        assertThat(batches.all()).containsExactly("a", "b");
    }

    @Override
    protected List<String> parked(String consumer) {
        return log.database()
                .call("pulse.parked_events", "consumer/" + consumer, 100)
                .list((row, _) -> row.getString("routing_key"));
    }

    @Override
    protected void cutConnections() {
        testLog.sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'taskcluster_auth'"
                + " and datname = current_database()");
    }

    @Test
    void parkedEventsCanBeTriedAgain() throws Exception {
        AtomicBoolean repaired = new AtomicBoolean();
        process().consume("c", List.of(new Binding(exchange("x"), "#")), event -> {
            if (!repaired.get()) {
                throw new IllegalStateException("on purpose");
            }
            received.add(event);
        });
        publish(exchange("x"), "k", "{\"a\": 1}", "route.r");
        TestLog.await("the event to be parked", () -> !parked("c").isEmpty());
        repaired.set(true);
        assertThat(log.database()
                        .call("pulse.retry_parked_events", "consumer/c")
                        .text())
                .contains("1");
        Event event = received.poll(30, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.routes()).containsExactly("r");
        assertThat(event.json().path("a").asInt()).isEqualTo(1);
        TestLog.await(
                "the event to be forgotten",
                () -> testLog.text("select count(*) from taskcluster.deferred_events")
                        .equals("0"));
    }
}
