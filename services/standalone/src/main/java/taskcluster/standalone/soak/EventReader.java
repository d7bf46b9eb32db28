package taskcluster.standalone.soak;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import taskcluster.client.QueueEvents;
import taskcluster.core.Slugid;

/**
 * A consumer of every event of the queue, as a program of somebody's would be: a durable AMQP queue, acknowledgements, and a new
 * connection whenever the old one breaks.
 */
final class EventReader implements Activity {
    private static final int PREFETCH = 500;
    private static final long RECONNECT_MS = 300;
    private static final int BINDING_S = 30;
    private static final List<String> EXCHANGES = List.of(
            QueueEvents.taskDefined("#").exchange(),
            QueueEvents.taskPending("#").exchange(),
            QueueEvents.taskRunning("#").exchange(),
            QueueEvents.artifactCreated("#").exchange(),
            QueueEvents.taskCompleted("#").exchange(),
            QueueEvents.taskFailed("#").exchange(),
            QueueEvents.taskException("#").exchange(),
            QueueEvents.taskGroupResolved("#").exchange(),
            QueueEvents.taskGroupSealed("#").exchange());

    private final ConnectionFactory factory = new ConnectionFactory();
    private final String queue = "queue/guest/soak-" + Slugid.nice();
    private final EventBook book;
    private final Ledger ledger;
    private final CountDownLatch bound = new CountDownLatch(1);

    EventReader(URI url, EventBook book, Ledger ledger) {
        this.book = book;
        this.ledger = ledger;
        try {
            factory.setUri(url);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException("not an AMQP URL: " + url, e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setExceptionHandler(new DefaultExceptionHandler() {
            @Override
            protected void log(String message, Throwable e) {
                // That connections break is what this is about.
            }
        });
    }

    /**
     * Waits until no event can be missed any more.
     *
     * @throws IOException if that takes too long
     */
    void awaitBound() throws IOException, InterruptedException {
        if (!bound.await(BINDING_S, TimeUnit.SECONDS)) {
            throw new IOException(
                    "can't listen to the queue's events at " + factory.getHost() + ":" + factory.getPort());
        }
    }

    /** Reads until its thread is interrupted, then deletes the AMQP queue. */
    @Override
    public void run() throws Exception {
        try {
            while (true) {
                try {
                    readOnce();
                } catch (IOException | TimeoutException | ShutdownSignalException e) {
                    // It is away.
                }
                ledger.count("connections to the broker that broke");
                Thread.sleep(RECONNECT_MS);
            }
        } finally {
            // Interrupted: what is below has to wait for answers all the same.
            boolean wasInterrupted = Thread.interrupted();
            deleteQueue();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void readOnce() throws IOException, TimeoutException, InterruptedException {
        try (Connection connection = factory.newConnection("soak")) {
            Channel channel = connection.createChannel();
            channel.queueDeclare(queue, true, false, false, Map.of());
            for (String exchange : EXCHANGES) {
                channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
                channel.queueBind(queue, exchange, "#");
            }
            bound.countDown();
            CountDownLatch closed = new CountDownLatch(1);
            connection.addShutdownListener(_ -> closed.countDown());
            channel.addShutdownListener(_ -> closed.countDown());
            channel.basicQos(PREFETCH);
            channel.basicConsume(queue, false, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                        throws IOException {
                    String exchange = envelope.getExchange();
                    book.deliver(exchange.substring(exchange.lastIndexOf('/') + 1), envelope.getRoutingKey());
                    channel.basicAck(envelope.getDeliveryTag(), false);
                }

                @Override
                public void handleCancel(String tag) {
                    closed.countDown();
                }
            });
            closed.await();
        }
    }

    private void deleteQueue() {
        factory.setConnectionTimeout((int) TimeUnit.SECONDS.toMillis(5));
        try (Connection connection = factory.newConnection("soak")) {
            connection.createChannel().queueDelete(queue);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            // The broker is gone, and the queue with it.
            ledger.count("connections to the broker that broke");
        }
    }
}
