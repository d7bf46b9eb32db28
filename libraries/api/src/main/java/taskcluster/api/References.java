package taskcluster.api;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.monitor.LogTypes;
import taskcluster.pulse.ExchangeDeclaration;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.RoutingKeyField;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the documents from which clients and documentation are made. */
record References(RootUrl rootUrl) {
    private static final List<MetricType> SHARED_METRICS = List.of(
            new MetricType(
                    "http_requests_total",
                    MetricType.Kind.COUNTER,
                    "HTTP Requests",
                    "How many requests to API methods were answered.",
                    httpLabels(),
                    List.of(),
                    List.of("default")),
            new MetricType(
                    "http_request_duration_seconds",
                    MetricType.Kind.HISTOGRAM,
                    "Duration of HTTP Requests",
                    "How long API methods take to reply.",
                    httpLabels(),
                    AccessLog.buckets(),
                    List.of("default")),
            new MetricType(
                    "iterate_duration_seconds",
                    MetricType.Kind.HISTOGRAM,
                    "Duration of Iterations",
                    "How long the iterations of background loops take.",
                    Map.of("name", "The name of the loop.", "status", "`success` or `exception`."),
                    List.of(1.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 6000.0),
                    List.of("default")));

    private static Map<String, String> httpLabels() {
        return Map.of(
                "method", "The HTTP verb.",
                "name", "The name of the API method.",
                "status", "The status of the reply.",
                "service", "The name of the service.");
    }

    JsonNode api(Api api) {
        ObjectNode document = document("api-reference-v0");
        document.put("apiVersion", api.apiVersion());
        document.put("serviceName", api.serviceName());
        document.put("title", api.title());
        document.put("description", api.description().strip());
        ArrayNode entries = document.putArray("entries");
        for (Endpoint endpoint : api.endpoints()) {
            if (endpoint.declaration().published()) {
                entries.add(entry(endpoint, api));
            }
        }
        return document;
    }

    private static ObjectNode entry(Endpoint endpoint, Api api) {
        ApiMethod declaration = endpoint.declaration();
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.put("type", "function");
        entry.put("name", declaration.name());
        entry.put("title", declaration.title());
        entry.put("description", declaration.description().strip());
        entry.put("category", declaration.category().isEmpty() ? api.title() : declaration.category());
        entry.put("stability", declaration.stability().lowerCase());
        entry.put("method", declaration.verb().lowerCase());
        entry.put("route", endpoint.route().published());
        ArrayNode args = entry.putArray("args");
        endpoint.route().parameters().forEach(args::add);
        ArrayNode query = entry.putArray("query");
        endpoint.query().keySet().forEach(query::add);
        if (endpoint.scopes() != null) {
            entry.set("scopes", Json.MAPPER.valueToTree(endpoint.scopes().tree()));
        }
        if (!declaration.input().isEmpty()) {
            entry.put("input", declaration.input());
        }
        if (!declaration.output().isEmpty()) {
            entry.put("output", declaration.output());
        }
        return entry;
    }

    JsonNode exchanges(Exchanges exchanges) {
        ObjectNode document = document("exchanges-reference-v0");
        document.put("apiVersion", exchanges.apiVersion());
        document.put("serviceName", exchanges.serviceName());
        document.put("title", exchanges.title());
        document.put("description", exchanges.description().strip());
        document.put("exchangePrefix", exchanges.prefix());
        ArrayNode entries = document.putArray("entries");
        for (ExchangeDeclaration declaration : exchanges.declarations()) {
            ObjectNode entry = entries.addObject();
            entry.put("type", "topic-exchange");
            entry.put("exchange", declaration.exchange());
            entry.put("name", declaration.name());
            entry.put("title", declaration.title());
            entry.put("description", declaration.description().strip());
            ArrayNode routingKey = entry.putArray("routingKey");
            declaration.routingKey().forEach(field -> addField(routingKey.addObject(), field));
            entry.put("schema", declaration.schema());
        }
        return document;
    }

    private static void addField(ObjectNode entry, RoutingKeyField field) {
        entry.put("name", field.name());
        entry.put("summary", field.summary());
        if (field.constant() != null) {
            entry.put("constant", field.constant());
        }
        entry.put("multipleWords", field.multipleWords());
        entry.put("required", field.required());
    }

    JsonNode logs(LogTypes types) {
        ObjectNode document = document("logs-reference-v0");
        document.setAll((ObjectNode) Json.MAPPER.<JsonNode>valueToTree(types.reference()));
        return document;
    }

    JsonNode metrics(MetricTypes types) {
        Map<String, MetricType> all = new TreeMap<>();
        SHARED_METRICS.forEach(type -> all.put(type.name(), type));
        types.types().forEach(type -> all.put(type.name(), type));
        ObjectNode document = document("metrics-reference-v0");
        document.put("serviceName", types.serviceName());
        ArrayNode metrics = document.putArray("metrics");
        all.values().forEach(type -> addMetric(metrics.addObject(), type));
        return document;
    }

    private static void addMetric(ObjectNode entry, MetricType type) {
        entry.put("name", type.name());
        entry.put("type", type.kind().name().toLowerCase(Locale.ROOT));
        entry.put("title", type.title());
        entry.put("description", type.description().strip());
        ObjectNode labels = entry.putObject("labels");
        new TreeMap<>(type.labels()).forEach(labels::put);
        if (!type.buckets().isEmpty()) {
            ArrayNode buckets = entry.putArray("buckets");
            type.buckets().forEach(bound -> buckets.add(bound));
        }
        ArrayNode registers = entry.putArray("registers");
        type.registers().forEach(registers::add);
    }

    /** @param paths of all references of the process */
    JsonNode manifest(Collection<String> paths) {
        ObjectNode document = document("manifest-v3");
        ArrayNode references = document.putArray("references");
        paths.forEach(path -> references.add(rootUrl + path));
        return document;
    }

    private ObjectNode document(String schema) {
        return Json.MAPPER.createObjectNode().put("$schema", rootUrl.schema("common", schema + ".json#"));
    }
}
