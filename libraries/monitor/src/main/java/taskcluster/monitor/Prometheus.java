package taskcluster.monitor;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.jspecify.annotations.Nullable;

/** Metrics in the text form that Prometheus collects. */
public final class Prometheus {
    /** The content type of the text form. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private Prometheus() {}

    /** A new registry; what it has collected is the text of {@link PrometheusMeterRegistry#scrape()}. */
    public static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().namingConvention(new PublishedNames());
        return registry;
    }

    /** Leaves gauges the names that the references give them, also such as {@code queue_workers_total}. */
    private static final class PublishedNames extends PrometheusNamingConvention {
        @Override
        public String name(String name, Meter.Type type, @Nullable String baseUnit) {
            return type == Meter.Type.GAUGE && name.endsWith("_total") ? name : super.name(name, type, baseUnit);
        }
    }
}
