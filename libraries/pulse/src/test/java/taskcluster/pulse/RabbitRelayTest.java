package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RabbitRelayTest {
    private Broker broker;
    private TestLog testLog;
    private EventLog log;
    private Exchanges service;
    private String exchange;
    private String queue;
    private final List<RabbitRelay> relays = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        broker = Broker.connect();
        testLog = new TestLog();
        log = testLog.open("queue");
        service = broker.service("x");
        exchange = service.fullName("x");
        queue = broker.queue(exchange, "#");
    }

    @AfterEach
    void close() throws Exception {
        if (testLog != null) {
            relays.forEach(RabbitRelay::close);
            testLog.close();
            broker.close();
        }
    }

    private RabbitRelay relay(EventLog eventLog) {
        RabbitRelay relay =
                new RabbitRelay("test", eventLog, broker.config(), List.of(service), new SimpleMeterRegistry());
        relays.add(relay);
        relay.start();
        return relay;
    }

    private void publish(String routingKey, String... cc) {
        testLog.append(exchange, routingKey, "{\"key\": \"" + routingKey + "\"}", cc);
        log.nudge();
    }

    /** Waits for so many different keys and returns all that came, repeats included. */
    private List<String> receive(int count) {
        return receive(count + " messages", keys -> new LinkedHashSet<>(keys).size() >= count);
    }

    /**
     * Waits for the last of the numbered keys and returns those that came, without k0: when the relay was cut off right after
     * k0 was confirmed, its position may not be saved and k0 comes again.
     */
    private Set<String> receiveAfterK0(String last) {
        Set<String> keys = new LinkedHashSet<>(receive(last, all -> all.contains(last)));
        keys.remove("k0");
        return keys;
    }

    private List<String> receive(String what, Predicate<List<String>> isEnough) {
        List<String> keys = new ArrayList<>();
        TestLog.await(what, () -> {
            try {
                for (GetResponse message : broker.drain(queue)) {
                    keys.add(message.getEnvelope().getRoutingKey());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return isEnough.test(keys);
        });
        return keys;
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
    }

    @Test
    void messagesHaveTheAgreedForm() throws Exception {
        relay(log);
        publish("a.b", "route.x.y", "route.z");
        List<GetResponse> messages = new ArrayList<>();
        TestLog.await("a message", () -> {
            try {
                return messages.addAll(broker.drain(queue));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        GetResponse message = messages.getFirst();
        AMQP.BasicProperties properties = message.getProps();
        assertThat(message.getEnvelope().getExchange()).isEqualTo(exchange);
        assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).isEqualTo("{\"key\": \"a.b\"}");
        assertThat(properties.getContentType()).isEqualTo("application/json");
        assertThat(properties.getContentEncoding()).isEqualTo("utf-8");
        assertThat(properties.getDeliveryMode()).isEqualTo(2);
        assertThat(properties.getHeaders().get("CC")).asString().isEqualTo("[route.x.y, route.z]");
        assertThat(properties.getTimestamp().toInstant())
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    @DisplayName("platform-34: CC keys route to the queues that are bound to them")
    void ccKeysRouteToQueuesBoundToThem() throws Exception {
        String routed = broker.queue(exchange, "route.index.#");
        String other = broker.queue(exchange, "route.other.#");
        relay(log);
        publish("a.b", "route.index.a", "route.index.b");
        receive(1);
        TestLog.await("the copy", () -> broker.messages(routed) == 1);
        assertThat(broker.messages(other)).isZero();
    }

    @Test
    @DisplayName("platform-32: a broker that is away delays events but loses none")
    void theBrokerBeingAwayDelaysEventsButLosesNone() throws Exception {
        relay(log);
        publish("k0");
        receive(1);
        broker.proxy().goAway();
        for (int i = 1; i < 50; i++) {
            publish("k" + i);
        }
        broker.proxy().comeBack();
        for (int i = 50; i < 60; i++) {
            publish("k" + i);
        }
        assertThat(receiveAfterK0("k59")).containsExactlyElementsOf(numbered(60).subList(1, 60));
    }

    @Test
    void startsWhileTheBrokerIsAwayAndCatchesUp() throws Exception {
        broker.proxy().goAway();
        publish("before the first start");
        relay(log);
        publish("k0");
        publish("k1");
        broker.proxy().comeBack();
        assertThat(receive(2)).containsExactly("k0", "k1");
    }

    @Test
    void aRestartGoesOnWhereItStopped() {
        RabbitRelay first = relay(log);
        publish("k0");
        receive(1);
        first.close();
        publish("k1");
        relay(log);
        publish("k2");
        assertThat(receive(2)).containsExactly("k1", "k2");
    }

    @Test
    void ofSeveralRelaysOneIsActiveAndAnotherTakesOver() throws Exception {
        RabbitRelay first = relay(log);
        publish("k0");
        receive(1);
        relay(testLog.open("auth"));
        relay(testLog.open("auth"));
        for (int i = 1; i < 200; i++) {
            publish("k" + i);
        }
        assertThat(receive(199)).doesNotHaveDuplicates();
        first.close();
        publish("k200");
        assertThat(receive(1)).containsExactly("k200");
    }

    @Test
    void aRelayWhoseDatabaseSessionIsCutGoesOn() throws Exception {
        relay(log);
        publish("k0");
        receive(1);
        testLog.sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'taskcluster_queue'"
                + " and datname = current_database()");
        for (int i = 1; i < 20; i++) {
            publish("k" + i);
        }
        assertThat(receiveAfterK0("k19")).containsExactlyElementsOf(numbered(20).subList(1, 20));
    }

    @Test
    void anEventThatCannotBeSentIsParkedAndHoldsUpNothing() {
        relay(log);
        publish("k0");
        publish("x".repeat(256));
        publish("k1");
        assertThat(receive(2)).containsExactly("k0", "k1");
        assertThat(log.database()
                        .call("pulse.parked_events", "relay/test", 10)
                        .list((row, _) -> row.getString("error")))
                .containsExactly("its routing key is longer than 255 bytes");
    }

    @Test
    void leavesTheEventsOfOtherServicesAlone() throws Exception {
        String foreign = broker.queue("exchange/" + broker.namespace() + "/v1/other", "#");
        relay(log);
        testLog.append("exchange/" + broker.namespace() + "/v1/other", "a", "{}");
        publish("k0");
        receive(1);
        assertThat(broker.messages(foreign)).isZero();
    }

    @Test
    void rollsBackNothingAndKeepsTheOrderOfTheLog() throws Exception {
        relay(log);
        try (Connection connection = testLog.connection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 1500; i++) {
                TestLog.append(connection, exchange, "k" + i, "{}");
                if (i % 100 == 99) {
                    connection.commit();
                    log.nudge();
                    TestLog.append(connection, exchange, "rolled back", "{}");
                    connection.rollback();
                }
            }
        }
        assertThat(receive(1500)).containsExactlyElementsOf(numbered(1500));
    }

    /** A relay in a process of its own is killed again and again while events are written. */
    @Test
    void losesNothingWhenItsProcessIsKilled() throws Exception {
        relay(log).close();
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Integer> written = thread.submit(() -> writeUntil(enough));
            for (int kills = 0; kills < 3; kills++) {
                Process process = relayProcess();
                long before = broker.messages(queue);
                TestLog.await("the process to publish", () -> broker.messages(queue) > before);
                process.destroyForcibly();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            enough.set(true);
            relay(log);
            List<String> keys = receive(written.get());
            assertThat(new LinkedHashSet<>(keys)).containsExactlyElementsOf(numbered(written.get()));
        }
    }

    /** Writes about an event a millisecond and returns how many. */
    private int writeUntil(AtomicBoolean enough) throws SQLException {
        int count = 0;
        try (Connection connection = testLog.connection()) {
            while (!enough.get()) {
                TestLog.append(connection, exchange, "k" + count++, "{}");
                log.nudge();
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        }
        return count;
    }

    private Process relayProcess() throws IOException {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        return new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayProcess.class.getName(),
                        testLog.url(),
                        broker.config().uri(),
                        broker.namespace())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aRelayTakesMillisecondsNotPolls() {
        relay(log);
        publish("warm");
        receive(1);
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            publish("k" + i);
            receive(1);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
