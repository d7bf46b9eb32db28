package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Backoff;

/** What every transport of durable consumers promises. */
abstract class EventConsumersContract {
    protected static final RetryPolicy RETRIES =
            new RetryPolicy(3, new Backoff(Duration.ofMillis(50), 2, Duration.ofSeconds(1), 0));

    protected final BlockingQueue<Event> received = new LinkedBlockingQueue<>();

    /** The consumers of a process; each call acts as another process. */
    protected abstract EventConsumers process();

    /** The full name of an exchange that the test may use. */
    protected abstract String exchange(String name);

    /** Notes that a consumer of this name is used. */
    protected abstract String consumer(String name);

    protected abstract void publish(String exchange, String routingKey, String payload, String... cc);

    /** The routing keys of the events that this consumer gave up on. */
    protected abstract List<String> parked(String consumer) throws Exception;

    /** Breaks all connections of consumers to whatever they read from. */
    protected abstract void cutConnections();

    private List<Binding> all() {
        return List.of(new Binding(exchange("x"), "#"));
    }

    private Event take() throws InterruptedException {
        Event event = received.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event within 30 s").isNotNull();
        return event;
    }

    private List<String> takeKeys(int count) throws InterruptedException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(take().routingKey());
        }
        return keys;
    }

    @Test
    @DisplayName("platform-34: what matches, by key or CC key, is delivered as it was published")
    void deliversWhatMatchesAsItWasPublished() throws Exception {
        List<Binding> bindings =
                List.of(new Binding(exchange("x"), "a.*.#"), new Binding(exchange("y"), "route.index.#"));
        process().consume(consumer("c"), bindings, received::add);
        publish(exchange("x"), "b.a", "{}");
        publish(exchange("y"), "a.b", "{}");
        publish(exchange("x"), "a.b.c", "{\"text\": \"ü✓\"}");
        publish(exchange("y"), "primary", "{\"n\": 2}", "route.other", "route.index.q");
        List<Event> events = List.of(take(), take());
        Event x = events.stream()
                .filter(e -> e.exchange().equals(exchange("x")))
                .findFirst()
                .orElseThrow();
        Event y = events.stream()
                .filter(e -> e.exchange().equals(exchange("y")))
                .findFirst()
                .orElseThrow();
        assertThat(x.routingKey()).isEqualTo("a.b.c");
        assertThat(x.json().path("text").asString()).isEqualTo("ü✓");
        assertThat(x.cc()).isEmpty();
        assertThat(y.routingKey()).isEqualTo("primary");
        assertThat(y.routes()).containsExactly("other", "index.q");
        assertThat(y.id()).isGreaterThan(x.id());
        assertThat(y.xid()).isPositive();
        assertThat(Duration.between(y.created(), java.time.Instant.now()))
                .isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(60));
        assertThat(received).isEmpty();
    }

    @Test
    void aConsumerBoundTwiceGetsOneCopy() throws Exception {
        List<Binding> bindings = List.of(new Binding(exchange("x"), "a.#"), new Binding(exchange("x"), "route.#"));
        process().consume(consumer("c"), bindings, received::add);
        publish(exchange("x"), "a.b", "{}", "route.r");
        publish(exchange("x"), "a.last", "{}");
        assertThat(takeKeys(2)).containsExactlyInAnyOrder("a.b", "a.last");
        assertThat(received).isEmpty();
    }

    @Test
    void whatHappensWhileAConsumerIsAwayComesLater() throws Exception {
        process().consume(consumer("c"), all(), received::add).close();
        publish(exchange("x"), "one", "{}");
        publish(exchange("x"), "two", "{}");
        process().consume("c", all(), received::add);
        assertThat(takeKeys(2)).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    @DisplayName("platform-33: an event that fails is tried again and does not hold up others")
    void anEventThatFailsIsTriedAgainAndDoesNotHoldUpOthers() throws Exception {
        AtomicInteger failures = new AtomicInteger(RETRIES.attempts() - 1);
        process().consume(consumer("c"), all(), event -> {
            if (event.routingKey().equals("hard") && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("on purpose");
            }
            received.add(event);
        });
        publish(exchange("x"), "hard", "{}");
        publish(exchange("x"), "easy", "{}");
        assertThat(takeKeys(2)).containsExactly("easy", "hard");
        assertThat(failures.get()).isEqualTo(-1);
        assertThat(parked("c")).isEmpty();
    }

    @Test
    @DisplayName("platform-33: an event that keeps failing is parked and not lost")
    void anEventThatKeepsFailingIsParkedAndNotLost() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        process().consume(consumer("c"), all(), event -> {
            if (event.routingKey().equals("poison")) {
                attempts.incrementAndGet();
                throw new java.io.IOException("on purpose");
            }
            received.add(event);
        });
        publish(exchange("x"), "poison", "{\"kept\": true}", "route.kept");
        publish(exchange("x"), "next", "{}");
        assertThat(take().routingKey()).isEqualTo("next");
        List<String> keys = new ArrayList<>();
        TestLog.await("the event to be parked", () -> {
            try {
                keys.addAll(parked("c"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return !keys.isEmpty();
        });
        assertThat(keys).containsExactly("poison");
        assertThat(attempts).hasValue(RETRIES.attempts());
    }

    @Test
    void nothingIsLostWhenConnectionsBreak() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        process().consume(consumer("c"), all(), event -> seen.add(event.routingKey()));
        int count = 300;
        for (int i = 0; i < count; i++) {
            publish(exchange("x"), "k" + i, "{}");
            if (i % 75 == 50) {
                int reached = i / 2;
                TestLog.await("half of the events", () -> seen.size() > reached);
                cutConnections();
            }
        }
        TestLog.await("all events", () -> seen.size() == count);
    }

    @Test
    void closingWaitsForTheHandlerAtWork() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Subscription subscription = process().consume(consumer("c"), all(), event -> {
            entered.countDown();
            mayEnd.await();
            ended.set(true);
        });
        publish(exchange("x"), "slow", "{}");
        assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closer = Thread.ofVirtual().start(subscription::close);
        assertThat(closer.join(Duration.ofMillis(200))).isFalse();
        mayEnd.countDown();
        assertThat(closer.join(Duration.ofSeconds(30))).isTrue();
        assertThat(ended).isTrue();
        process().consume("c", all(), received::add);
        publish(exchange("x"), "later", "{}");
        assertThat(take().routingKey()).isEqualTo("later");
    }

    @Test
    void anEventThatWaitsForItsNextAttemptSurvivesClosing() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        Subscription subscription = process().consume(consumer("c"), all(), event -> {
            failed.countDown();
            throw new IllegalStateException("on purpose");
        });
        publish(exchange("x"), "again", "{}");
        assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
        subscription.close();
        process().consume("c", all(), received::add);
        assertThat(take().routingKey()).isEqualTo("again");
    }

    @Test
    void processesShareOneNameAndReplaceEachOther() throws Exception {
        Subscription first = process().consume(consumer("c"), all(), received::add);
        process().consume("c", all(), received::add);
        for (int i = 0; i < 20; i++) {
            publish(exchange("x"), "k" + i, "{}");
        }
        assertThat(takeKeys(20)).doesNotHaveDuplicates();
        first.close();
        publish(exchange("x"), "last", "{}");
        assertThat(take().routingKey()).isEqualTo("last");
        assertThat(received).isEmpty();
    }

    @Test
    void consumersOfDifferentNamesEachGetACopy() throws Exception {
        BlockingQueue<Event> other = new LinkedBlockingQueue<>();
        EventConsumers process = process();
        process.consume(consumer("c"), all(), received::add);
        process.consume(consumer("d/e"), all(), other::add);
        publish(exchange("x"), "k", "{}");
        assertThat(take().routingKey()).isEqualTo("k");
        assertThat(other.poll(30, TimeUnit.SECONDS)).isNotNull();
    }
}
