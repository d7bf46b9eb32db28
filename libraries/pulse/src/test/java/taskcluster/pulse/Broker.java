package taskcluster.pulse;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/**
 * The RabbitMQ of the machine, seen by a test: names below a namespace of its own, which are deleted at the end, and a proxy
 * in front that can cut connections and be away.
 */
final class Broker implements AutoCloseable {
    private static final String LOCAL = "amqp://guest:guest@localhost:5672/";

    private final URI uri;
    private final Connection connection;
    private final Channel channel;
    private final TcpProxy proxy;
    private final String namespace = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final Set<String> exchanges = new TreeSet<>();
    private final Set<String> queues = new TreeSet<>();

    private Broker(URI uri) throws Exception {
        this.uri = uri;
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(withoutPath(uri.toString()));
        connection = factory.newConnection("test");
        channel = connection.createChannel();
        int port = uri.getPort() < 0 ? 5672 : uri.getPort();
        proxy = new TcpProxy(uri.getHost(), port);
    }

    /** Skips the test when there is no broker. */
    static Broker connect() throws Exception {
        Optional<URI> uri = find();
        Assumptions.assumeTrue(
                uri.isPresent(),
                "No RabbitMQ: set TASKCLUSTER_TEST_AMQP_URL or start one on localhost:5672 to run this test");
        return new Broker(uri.orElseThrow());
    }

    private static Optional<URI> find() {
        String configured = System.getenv("TASKCLUSTER_TEST_AMQP_URL");
        if (configured != null && !configured.isBlank()) {
            return Optional.of(URI.create(configured));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", 5672), 1000);
            return Optional.of(URI.create(LOCAL));
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }

    private static String withoutPath(String uri) {
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    /** The broker behind the proxy. */
    RabbitConfig config() {
        String authority = uri.getRawUserInfo() + "@localhost:" + proxy.port();
        return new RabbitConfig(uri.getScheme() + "://" + authority + uri.getRawPath());
    }

    TcpProxy proxy() {
        return proxy;
    }

    String namespace() {
        return namespace;
    }

    /** A service that has exchanges of these names; its full names are deleted at the end. */
    Exchanges service(String... names) {
        Exchanges.Builder builder = Exchanges.builder(namespace, "v1");
        for (String name : names) {
            builder.exchange(new ExchangeDeclaration(
                    name, name + "Name", "", "", List.of(RoutingKeyField.reserved()), "v1/x.json#"));
        }
        Exchanges service = builder.build();
        exchanges.addAll(service.fullNames());
        return service;
    }

    /** Notes a queue of a consumer and what belongs to it, to be deleted at the end. */
    String consumerQueue(String name) {
        String queue = "queue/" + namespace + "/" + name;
        queues.add(queue);
        queues.add(queue + "/dead-letters");
        exchanges.add("exchange/" + namespace + "/dead-letters");
        return queue;
    }

    /** Declares a plain queue that receives what matches. */
    String queue(String exchange, String pattern) throws IOException {
        String queue = "queue/" + namespace + "/" + UUID.randomUUID();
        channel.exchangeDeclare(exchange, "topic", true);
        channel.queueDeclare(queue, true, false, false, null);
        channel.queueBind(queue, exchange, pattern);
        queues.add(queue);
        exchanges.add(exchange);
        return queue;
    }

    /** Takes all messages that are in the queue now. */
    List<GetResponse> drain(String queue) throws IOException {
        List<GetResponse> messages = new ArrayList<>();
        for (GetResponse message = channel.basicGet(queue, true);
                message != null;
                message = channel.basicGet(queue, true)) {
            messages.add(message);
        }
        return messages;
    }

    Channel channel() {
        return channel;
    }

    long messages(String queue) {
        try {
            return channel.messageCount(queue);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException, TimeoutException {
        proxy.close();
        for (String queue : queues) {
            channel.queueDelete(queue);
        }
        for (String exchange : exchanges) {
            channel.exchangeDelete(exchange);
        }
        connection.close();
    }
}
