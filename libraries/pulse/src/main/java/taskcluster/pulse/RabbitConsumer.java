package taskcluster.pulse;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable consumer of a RabbitMQ queue. Up to {@link #PREFETCH} messages are at work at a time, each on a thread of its own;
 * between attempts a message stays unacknowledged, so that the broker gives it to another consumer should this one die.
 */
final class RabbitConsumer implements Subscription {
    private static final Logger log = LoggerFactory.getLogger(RabbitConsumer.class);
    private static final int PREFETCH = 20;
    /** A message on which processes die so often goes to the dead letters. */
    private static final int DELIVERY_LIMIT = 20;

    private static final int LONGEST_ERROR = 2000;

    private static final Duration START_PATIENCE = Duration.ofMinutes(1);
    private static final Duration CHECK = Duration.ofMillis(200);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final String queue;
    private final String deadLetterQueue;
    private final String deadLetterExchange;
    private final List<Binding> bindings;
    private final Handling handling;
    private final RabbitLink link;
    private final RabbitConfig config;
    private final CountDownLatch declared = new CountDownLatch(1);

    RabbitConsumer(RabbitConfig config, String namespace, String name, List<Binding> bindings, Handling handling) {
        this.config = config;
        this.queue = "queue/" + namespace + "/" + name;
        this.deadLetterQueue = queue + "/dead-letters";
        this.deadLetterExchange = "exchange/" + namespace + "/dead-letters";
        this.bindings = List.copyOf(bindings);
        this.handling = handling;
        this.link = new RabbitLink("consumer/" + name, config, this::consume);
    }

    void start() {
        link.start();
        try {
            if (!declared.await(START_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                link.close(Duration.ZERO);
                throw new IllegalStateException("The queue " + queue + " could not be declared on RabbitMQ at "
                        + config.address() + ": start the broker, or correct its URL or the rights of the user");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the queue " + queue + " was being declared", e);
        }
    }

    private void consume(Connection connection, Runnable established) throws IOException, InterruptedException {
        Channel channel = connection.createChannel();
        declare(channel);
        Channel deadLetters = connection.createChannel();
        deadLetters.confirmSelect();
        Phaser atWork = new Phaser(1);
        channel.basicQos(PREFETCH);
        String tag = channel.basicConsume(
                queue,
                false,
                (_, delivery) -> {
                    atWork.register();
                    Thread.ofVirtual().name(queue).start(() -> handle(channel, deadLetters, delivery, atWork));
                },
                _ -> closeQuietly(channel));
        established.run();
        declared.countDown();
        while (!link.awaitClosing(CHECK)) {
            if (!channel.isOpen() || !deadLetters.isOpen()) {
                throw new IOException("the channel was closed: " + channel.getCloseReason());
            }
        }
        channel.basicCancel(tag);
        atWork.arriveAndAwaitAdvance();
    }

    private void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(deadLetterExchange, BuiltinExchangeType.DIRECT, true);
        channel.queueDeclare(deadLetterQueue, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(deadLetterQueue, deadLetterExchange, queue);
        channel.queueDeclare(
                queue,
                true,
                false,
                false,
                Map.of(
                        "x-queue-type", "quorum",
                        "x-delivery-limit", DELIVERY_LIMIT,
                        "x-dead-letter-exchange", deadLetterExchange,
                        "x-dead-letter-routing-key", queue));
        for (Binding binding : bindings) {
            declareIfMissing(channel.getConnection(), binding.exchange());
            channel.queueBind(queue, binding.exchange(), binding.routingKeyPattern());
        }
    }

    /**
     * An exchange of a service that has not started yet is made as that service would make it. It is asked for first, since most
     * users may not declare the exchanges of others, and asking takes no such right; a broker closes the channel that failed.
     */
    private void declareIfMissing(Connection connection, String exchange) throws IOException {
        Channel asking = connection.createChannel();
        try {
            asking.exchangeDeclarePassive(exchange);
            closeQuietly(asking);
        } catch (IOException missing) {
            log.debug("{} is not there yet", exchange, missing);
            Channel declaring = connection.createChannel();
            declaring.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
            closeQuietly(declaring);
        }
    }

    private void handle(Channel channel, Channel deadLetters, Delivery delivery, Phaser atWork) {
        try {
            Event event = RabbitMessages.event(delivery);
            for (int failures = 0; ; failures++) {
                switch (handling.attempt(event, failures)) {
                    case Handling.Outcome.Done() -> {
                        channel.basicAck(tag(delivery), false);
                        return;
                    }
                    case Handling.Outcome.Park park -> {
                        park(deadLetters, delivery, park);
                        channel.basicAck(tag(delivery), false);
                        return;
                    }
                    case Handling.Outcome.Again again -> {
                        if (link.awaitClosing(again.delay())) {
                            channel.basicNack(tag(delivery), false, true);
                            return;
                        }
                        if (!channel.isOpen()) {
                            return;
                        }
                    }
                }
            }
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            log.debug("A message of {} was not acknowledged and will come again", queue, e);
            closeQuietly(channel);
        } catch (InterruptedException e) {
            closeQuietly(channel);
        } finally {
            atWork.arriveAndDeregister();
        }
    }

    private static long tag(Delivery delivery) {
        return delivery.getEnvelope().getDeliveryTag();
    }

    private void park(Channel deadLetters, Delivery delivery, Handling.Outcome.Park park)
            throws IOException, TimeoutException, InterruptedException {
        Map<String, Object> headers = new HashMap<>();
        Map<String, Object> original = delivery.getProperties().getHeaders();
        if (original != null) {
            headers.putAll(original);
        }
        // CC would route the dead letter to other queues of the exchange.
        Object cc = headers.remove("CC");
        if (cc != null) {
            headers.put("original-CC", cc);
        }
        headers.put("original-exchange", delivery.getEnvelope().getExchange());
        headers.put("original-routing-key", delivery.getEnvelope().getRoutingKey());
        headers.put("failures", park.failures());
        headers.put("error", park.error().substring(0, Math.min(park.error().length(), LONGEST_ERROR)));
        AMQP.BasicProperties properties =
                delivery.getProperties().builder().headers(headers).build();
        synchronized (deadLetters) {
            deadLetters.basicPublish(deadLetterExchange, queue, properties, delivery.getBody());
            deadLetters.waitForConfirmsOrDie(CONFIRM_TIMEOUT.toMillis());
        }
    }

    private static void closeQuietly(Channel channel) {
        try {
            channel.abort();
        } catch (IOException e) {
            log.debug("The channel was already broken", e);
        }
    }

    @Override
    public void close() {
        link.close(GRACE);
    }
}
