package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RabbitHealthTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Test
    void aBrokerThatIsThereAnswersAlsoAfterItWasAway() throws Exception {
        try (Broker broker = Broker.connect();
                RabbitHealth health = new RabbitHealth(broker.config())) {
            assertThat(health.answers(PATIENCE)).isTrue();
            assertThat(health.answers(PATIENCE)).isTrue();
            broker.proxy().goAway();
            assertThat(health.answers(PATIENCE)).isFalse();
            broker.proxy().comeBack();
            assertThat(health.answers(PATIENCE)).isTrue();
        }
    }

    @Test
    void aConnectionThatWasCutIsReplaced() throws Exception {
        try (Broker broker = Broker.connect();
                RabbitHealth health = new RabbitHealth(broker.config())) {
            assertThat(health.answers(PATIENCE)).isTrue();
            broker.proxy().cut();
            TestLog.await("a new connection", () -> health.answers(PATIENCE));
        }
    }

    @Test
    void aUserThatTheBrokerDoesNotKnowGetsNoAnswer() throws Exception {
        try (Broker broker = Broker.connect();
                RabbitHealth health = new RabbitHealth(new RabbitConfig(
                        "amqp://nobody:wrong@localhost:" + broker.proxy().port()))) {
            assertThat(health.answers(PATIENCE)).isFalse();
        }
    }

    @Test
    void whatAcceptsConnectionsAndSaysNothingIsNotWaitedForLong() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                RabbitHealth health =
                        new RabbitHealth(new RabbitConfig("amqp://guest:guest@localhost:" + silent.getLocalPort()))) {
            long start = System.nanoTime();
            assertThat(health.answers(Duration.ofMillis(300))).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }
}
