package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way from the event log over the relay and a real RabbitMQ to the consumers. */
class RabbitEventConsumersTest extends EventConsumersContract {
    private Broker broker;
    private TestLog testLog;
    private EventLog log;
    private RabbitRelay relay;
    private Exchanges service;
    private final List<EventConsumers> processes = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        broker = Broker.connect();
        testLog = new TestLog();
        log = testLog.open("queue");
        service = broker.service("x", "y");
        for (String exchange : service.fullNames()) {
            broker.channel().exchangeDeclare(exchange, "topic", true);
        }
        relay = new RabbitRelay("test", log, broker.config(), List.of(service), new SimpleMeterRegistry());
        relay.start();
    }

    @AfterEach
    void close() throws Exception {
        if (testLog != null) {
            processes.forEach(EventConsumers::close);
            relay.close();
            testLog.close();
            broker.close();
        }
    }

    @Override
    protected EventConsumers process() {
        EventConsumers process =
                new RabbitEventConsumers(broker.config(), broker.namespace(), RETRIES, new SimpleMeterRegistry());
        processes.add(process);
        return process;
    }

    @Override
    protected String exchange(String name) {
        return service.fullName(name);
    }

    @Override
    protected String consumer(String name) {
        broker.consumerQueue(name);
        return name;
    }

    @Override
    protected void publish(String exchange, String routingKey, String payload, String... cc) {
        testLog.append(exchange, routingKey, payload, cc);
        log.nudge();
    }

    @Override
    protected List<String> parked(String consumer) throws Exception {
        List<String> keys = new ArrayList<>();
        for (GetResponse message : broker.drain(broker.consumerQueue(consumer) + "/dead-letters")) {
            keys.add(message.getProps().getHeaders().get("original-routing-key").toString());
        }
        return keys;
    }

    @Override
    protected void cutConnections() {
        broker.proxy().cut();
    }

    /** The service that publishes has not started yet, so that nobody has declared its exchange. */
    @Test
    void anExchangeThatIsNotThereYetIsWaitedAt() throws Exception {
        String exchange = broker.service("later").fullName("later");
        CountDownLatch received = new CountDownLatch(1);
        process().consume(consumer("early"), List.of(new Binding(exchange, "#")), _ -> received.countDown());
        broker.channel().exchangeDeclare(exchange, "topic", true);
        broker.channel().basicPublish(exchange, "a.b", null, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
