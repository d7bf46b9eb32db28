package taskcluster.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import taskcluster.monitor.BuiltInLogTypes;
import taskcluster.monitor.Monitor;

/** Logs and counts the calls of an API's methods. */
final class AccessLog {
    private static final Duration[] BUCKETS = LongStream.of(10, 50, 100, 500, 1000, 5000, 10000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final String service;
    private final Monitor monitor;
    private final Map<Outcome, Meters> meters = new ConcurrentHashMap<>();

    AccessLog(String service, Monitor monitor) {
        this.service = service;
        this.monitor = monitor;
    }

    private record Outcome(Endpoint endpoint, String verb, int status) {}

    private record Meters(Counter requests, Timer duration) {}

    /** @param fields those of {@link BuiltInLogTypes#API_METHOD} */
    void record(Endpoint endpoint, String verb, int status, Duration duration, Map<String, ?> fields) {
        Meters measured = meters.computeIfAbsent(new Outcome(endpoint, verb, status), this::register);
        measured.requests().increment();
        measured.duration().record(duration);
        monitor.log(BuiltInLogTypes.API_METHOD, fields);
    }

    private Meters register(Outcome outcome) {
        MeterRegistry registry = monitor.metrics();
        Tags tags = Tags.of(
                "method", outcome.verb(),
                "name", outcome.endpoint().name(),
                "status", Integer.toString(outcome.status()),
                "service", service);
        return new Meters(
                Counter.builder("http.requests")
                        .description("Requests to API methods")
                        .tags(tags)
                        .register(registry),
                Timer.builder("http.request.duration")
                        .description("How long API methods take to reply")
                        .tags(tags)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }

    /** The bounds of the buckets in seconds. */
    static List<Double> buckets() {
        return Arrays.stream(BUCKETS).map(bound -> bound.toMillis() / 1000.0).toList();
    }
}
