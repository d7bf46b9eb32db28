package taskcluster.auth.credential;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import taskcluster.api.MetricType;
import taskcluster.api.MetricTypes;

/** Counts authentications. Clients that come and go by the thousands are counted together, by the prefix of their ids. */
public final class AuthenticationMetrics {
    private static final List<String> FOLDED = List.of("task-client/", "worker/");
    private static final String SUCCESS = "auth.success";
    private static final String FAILURE = "auth.failure";

    private final MeterRegistry registry;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    public AuthenticationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** What the reference of metrics says about these. */
    public static MetricTypes types() {
        return new MetricTypes(
                "auth",
                List.of(
                        new MetricType(
                                "auth_success_total",
                                MetricType.Kind.COUNTER,
                                "Successful Authentications",
                                "How many requests were authenticated.",
                                Map.of(
                                        "clientId",
                                        "The client; `task-client/*` and `worker/*` for those of tasks and workers.",
                                        "scheme",
                                        "`hawk` for a header, `bewit` for a signed URL."),
                                List.of(),
                                List.of("default")),
                        new MetricType(
                                "auth_failure_total",
                                MetricType.Kind.COUNTER,
                                "Failed Authentications",
                                "How many requests had credentials that are not good.",
                                Map.of(
                                        "reason",
                                        "Why, such as `client_not_found`, `invalid_signature` or `certificate_error`.",
                                        "scheme",
                                        "`hawk` for a header, `bewit` for a signed URL, `unknown` for anything else."),
                                List.of(),
                                List.of("default"))));
    }

    void success(String clientId, Scheme scheme) {
        count(new Key(SUCCESS, "clientId", fold(clientId), scheme));
    }

    void failure(FailureReason reason, Scheme scheme) {
        count(new Key(FAILURE, "reason", reason.label(), scheme));
    }

    static String fold(String clientId) {
        for (String prefix : FOLDED) {
            if (clientId.startsWith(prefix)) {
                return prefix + "*";
            }
        }
        return clientId;
    }

    private void count(Key key) {
        counters.computeIfAbsent(key, this::register).increment();
    }

    private Counter register(Key key) {
        return registry.counter(key.name, key.label, key.value, "scheme", key.scheme.label());
    }

    private record Key(String name, String label, String value, Scheme scheme) {}
}
