package taskcluster.api;

import java.util.List;

/** The metrics of one service, beside those that all services share. A bean of this type is published as a reference. */
public record MetricTypes(String serviceName, List<MetricType> types) {
    public MetricTypes {
        types = List.copyOf(types);
    }
}
