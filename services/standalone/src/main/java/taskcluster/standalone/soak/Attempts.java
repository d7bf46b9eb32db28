package taskcluster.standalone.soak;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import taskcluster.client.ApiCallException;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.core.Backoff;

/**
 * Calls of the queue by a client who knows all replicas: a call that is not answered, or by the server's own failure, is repeated at
 * another replica until its time is up.
 */
final class Attempts {
    private static final int SERVER_ERROR = 500;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(1), 0.5);

    private final List<String> urls;
    private final Clock clock;
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    Attempts(List<String> urls, Clock clock) {
        this.urls = List.copyOf(urls);
        this.clock = clock;
    }

    /** A call did not succeed before its time was up; whether it took effect is unknown. */
    static final class GivenUpException extends Exception {
        GivenUpException(ApiCallException last) {
            super(last);
        }
    }

    /** Somebody who calls. */
    final class Caller {
        private final List<Queue> replicas;

        private Caller(List<Queue> replicas) {
            this.replicas = replicas;
        }

        /**
         * The reply of the first attempt that is answered.
         *
         * @throws ApiCallException if the call is refused (4xx), or the thread is interrupted
         */
        <T> T call(Instant until, Function<Queue, T> call) throws GivenUpException, InterruptedException {
            int replica = ThreadLocalRandom.current().nextInt(replicas.size());
            for (int attempt = 1; ; attempt++) {
                try {
                    return call.apply(replicas.get((replica + attempt) % replicas.size()));
                } catch (ApiCallException e) {
                    if (isFinal(e)) {
                        throw e;
                    }
                    count(e.statusCode() == 0 ? e.code() : "HTTP " + e.statusCode());
                    if (clock.instant().isAfter(until)) {
                        throw new GivenUpException(e);
                    }
                }
                Thread.sleep(BACKOFF.delay(attempt));
            }
        }
    }

    private static boolean isFinal(ApiCallException e) {
        return (e.statusCode() > 0 && e.statusCode() < SERVER_ERROR) || e.code().equals(ApiCallException.INTERRUPTED);
    }

    /** Calls in the name of these credentials. */
    Caller as(Credentials credentials) {
        return new Caller(urls.stream()
                .map(url -> new Queue(options(url, credentials).build()))
                .toList());
    }

    /** Calls that the queue knows to be repetitions of each other. */
    Caller as(Credentials credentials, String idempotencyKey) {
        return new Caller(urls.stream()
                .map(url -> new Queue(options(url, credentials)
                        .header("x-taskcluster-idempotency-key", idempotencyKey)
                        .build()))
                .toList());
    }

    private static ClientOptions.Builder options(String url, Credentials credentials) {
        return ClientOptions.builder(url).credentials(credentials).retries(0);
    }

    /** Counts an attempt that failed for reasons that may pass. */
    void count(String failure) {
        failures.computeIfAbsent(failure, _ -> new LongAdder()).increment();
    }

    /** How many attempts failed, by what the client saw. */
    Map<String, Long> failures() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((failure, count) -> counts.put(failure, count.sum()));
        return counts;
    }

    /** How many attempts failed in all. */
    long total() {
        return failures.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
