package taskcluster.index.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import taskcluster.api.MetricType;
import taskcluster.api.MetricTypes;

/** Counts what becomes of the routes of completed tasks. */
public final class InsertionMetrics {
    /** What became of a route. */
    enum Outcome {
        ENTERED("entered"),
        /** There is an entry of a higher rank. */
        OUTRANKED("outranked"),
        /** What follows {@code index.} is no path. */
        INVALID_ROUTE("invalid-route"),
        /** The task is gone, or what its definition says cannot be entered. */
        INVALID_ENTRY("invalid-entry");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }
    }

    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    public InsertionMetrics(MeterRegistry metrics) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("index_insertions")
                            .description("Routes of completed tasks, by what became of them")
                            .tag("outcome", outcome.label)
                            .register(metrics));
        }
    }

    /** What the reference of metrics says about these. */
    public static MetricTypes types() {
        return new MetricTypes(
                "index",
                List.of(new MetricType(
                        "index_insertions_total",
                        MetricType.Kind.COUNTER,
                        "Insertions by Routes",
                        "How many routes of completed tasks were handled.",
                        Map.of(
                                "outcome",
                                "`entered`, `outranked` by an entry of a higher rank, `invalid-route` or `invalid-entry`."),
                        List.of(),
                        List.of("default"))));
    }

    void count(Outcome outcome, long routes) {
        Objects.requireNonNull(counters.get(outcome)).increment((double) routes);
    }
}
