package taskcluster.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import taskcluster.core.RootUrl;
import taskcluster.monitor.LogTypes;
import taskcluster.pulse.Exchanges;
import tools.jackson.databind.JsonNode;

/** The references and schemas that a process publishes, by path. Each is made when it is first asked for. */
final class Documents {
    /** The version of the references of services that have no API. */
    private static final String WITHOUT_API = "/v1/";

    private final Map<String, Supplier<JsonNode>> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> made = new ConcurrentHashMap<>();

    /**
     * What there is to publish. For logs and metrics a service needs to declare nothing: those that all services share are
     * published with its API. A service without an API publishes what it declares.
     */
    Documents(
            RootUrl rootUrl,
            List<Api> apis,
            List<Exchanges> exchanges,
            List<LogTypes> logTypes,
            List<MetricTypes> metricTypes,
            List<SchemaSet> schemaSets) {
        References references = new References(rootUrl);
        Map<String, LogTypes> logs = new LinkedHashMap<>();
        logTypes.forEach(types -> logs.put(types.serviceName(), types));
        Map<String, MetricTypes> metrics = new LinkedHashMap<>();
        metricTypes.forEach(types -> metrics.put(types.serviceName(), types));
        for (Api api : apis) {
            String service = api.serviceName();
            String folder = "/references/" + service + "/" + api.apiVersion();
            LogTypes log = logs.getOrDefault(service, new LogTypes(service, List.of()));
            MetricTypes metric = metrics.getOrDefault(service, new MetricTypes(service, List.of()));
            sources.put(folder + "/api.json", () -> references.api(api));
            sources.put(folder + "/logs.json", () -> references.logs(log));
            sources.put(folder + "/metrics.json", () -> references.metrics(metric));
        }
        addThoseWithoutApi(references, apis, logs, metrics);
        exchanges.forEach(declared -> sources.put(
                "/references/" + declared.serviceName() + "/" + declared.apiVersion() + "/exchanges.json",
                () -> references.exchanges(declared)));
        List<String> listed = List.copyOf(sources.keySet());
        sources.put("/references/manifest.json", () -> references.manifest(listed));
        schemaSets.forEach(schemas -> addSchemas(schemas, rootUrl));
    }

    private void addThoseWithoutApi(
            References references, List<Api> apis, Map<String, LogTypes> logs, Map<String, MetricTypes> metrics) {
        Set<String> withApi = apis.stream().map(Api::serviceName).collect(Collectors.toSet());
        logs.values().stream()
                .filter(types -> !withApi.contains(types.serviceName()))
                .forEach(types -> sources.put(
                        "/references/" + types.serviceName() + WITHOUT_API + "logs.json",
                        () -> references.logs(types)));
        metrics.values().stream()
                .filter(types -> !withApi.contains(types.serviceName()))
                .forEach(types -> sources.put(
                        "/references/" + types.serviceName() + WITHOUT_API + "metrics.json",
                        () -> references.metrics(types)));
    }

    private void addSchemas(SchemaSet schemas, RootUrl rootUrl) {
        for (String name : schemas.names()) {
            sources.put("/schemas/" + schemas.service() + "/" + name, () -> schemas.published(rootUrl, name));
        }
    }

    /** The document at a path, null if there is none. */
    byte @Nullable [] find(String path) {
        byte[] known = made.get(path);
        if (known != null) {
            return known;
        }
        Supplier<JsonNode> source = sources.get(path);
        return source == null ? null : made.computeIfAbsent(path, _ -> PrettyJson.bytes(source.get()));
    }
}
