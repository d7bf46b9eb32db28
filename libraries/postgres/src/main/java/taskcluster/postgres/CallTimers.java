package taskcluster.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The metric {@code database_call_seconds} by function and status. */
final class CallTimers {
    private final MeterRegistry metrics;
    private final ConcurrentHashMap<String, Timer> successes = new ConcurrentHashMap<>();

    CallTimers(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void success(String function, long nanos) {
        successes.computeIfAbsent(function, name -> timer(name, "success")).record(nanos, TimeUnit.NANOSECONDS);
    }

    void failure(String function, long nanos) {
        timer(function, "failure").record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String function, String status) {
        return Timer.builder("database_call_seconds")
                .description("Calls of stored functions")
                .tag("function", function)
                .tag("status", status)
                .register(metrics);
    }
}
