package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import taskcluster.testing.RabbitMq;

/** {@code --amqp-url}: every event also goes to a RabbitMQ, under its routing key and under those of its routes. */
class ITRabbitMq {
    private static final String TASK_DEFINED = "exchange/taskcluster-queue/v1/task-defined";

    @TempDir
    Path folder;

    @Test
    void aConsumerThatIsBoundToARouteHearsOfATask() throws Exception {
        Optional<String> uri = RabbitMq.uri().map(text -> text.replaceAll("/$", ""));
        assumeTrue(uri.isPresent(), "no RabbitMQ answers: publishing to it was not tried");
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri.get());
        String route = "test." + Slugid.nice();
        try (StandaloneProcess deployment =
                        StandaloneProcess.start(folder.resolve("data"), "--workers", "0", "--amqp-url", uri.get());
                Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(TASK_DEFINED, "topic", true);
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, TASK_DEFINED, "route." + route);
            Map<String, Object> definition = new HashMap<>(Tasks.bash("announced", "true", Map.of()));
            definition.put("routes", List.of(route));
            String taskId = Slugid.nice();

            deployment.queue().createTask(taskId, definition);

            GetResponse message = Await.value(
                    "the event arrives",
                    Duration.ofSeconds(30),
                    () -> Optional.ofNullable(channel.basicGet(queue, true)));
            assertThat(message.getEnvelope().getRoutingKey()).startsWith("primary." + taskId + ".");
            assertThat(Json.MAPPER
                            .readTree(message.getBody())
                            .at("/status/taskId")
                            .asString())
                    .isEqualTo(taskId);
            assertThat(deployment.output()).contains("in the database's event log and at amqp://localhost");
        }
    }
}
