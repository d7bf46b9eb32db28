package taskcluster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import taskcluster.client.ApiMethod;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** The methods of all services, from the references that this command was built with. */
record ApiReferences(Map<String, Service> services) {
    /** One service. */
    record Service(String name, String version, String title, Map<String, Method> methods) {}

    /** One method with its texts. */
    record Method(ApiMethod call, String title, String description, String stability) {}

    static ApiReferences load() {
        try (InputStream in = ApiReferences.class.getResourceAsStream("references.json")) {
            Map<String, Service> services = new LinkedHashMap<>();
            for (JsonNode document : Json.MAPPER.readTree(in)) {
                if (document.path("filename").asString().endsWith("/api.json")) {
                    Service service = service(document.path("content"));
                    services.put(service.name(), service);
                }
            }
            return new ApiReferences(services);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Service service(JsonNode api) {
        Map<String, Method> methods = new LinkedHashMap<>();
        for (JsonNode entry : api.path("entries")) {
            Set<String> query = new HashSet<>();
            entry.path("query").forEach(name -> query.add(name.asString()));
            ApiMethod call = new ApiMethod(
                    entry.path("name").asString(),
                    entry.path("method").asString().toUpperCase(Locale.ROOT),
                    entry.path("route").asString(),
                    query,
                    entry.has("input") ? ApiMethod.Payload.JSON : ApiMethod.Payload.NONE,
                    ApiMethod.Reply.ANY);
            methods.put(
                    call.name(),
                    new Method(
                            call,
                            entry.path("title").asString(""),
                            entry.path("description").asString(""),
                            entry.path("stability").asString("")));
        }
        return new Service(
                api.path("serviceName").asString(),
                api.path("apiVersion").asString(),
                api.path("title").asString(""),
                methods);
    }

    Service service(String name) {
        Service service = services.get(name);
        if (service == null) {
            throw CommandFailure.usage(
                    "there is no service '" + name + "', only " + String.join(", ", services.keySet()));
        }
        return service;
    }

    static Method method(Service service, String name) {
        Method method = service.methods().get(name);
        if (method == null) {
            List<String> similar = new ArrayList<>(service.methods().keySet());
            similar.removeIf(other -> !other.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)));
            throw CommandFailure.usage("%s has no method '%s'%s"
                    .formatted(
                            service.name(),
                            name,
                            similar.isEmpty()
                                    ? "; `taskcluster api " + service.name() + "` lists them"
                                    : ", but " + String.join(", ", similar)));
        }
        return method;
    }
}
