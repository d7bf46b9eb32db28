package taskcluster.queue.artifact;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import taskcluster.api.Api;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.SchemaSet;
import tools.jackson.databind.JsonNode;

/** An object service beside the queue: it checks scopes as the real one does, and knows no content, only names. */
@Configuration(proxyBeanMethods = false)
class FakeObjectService {
    /** Objects of this project have no backend. */
    static final String NO_BACKEND = "project-without-backend";

    @Bean
    Objects fakeObjects() {
        return new Objects();
    }

    @Bean
    Api fakeObjectApi(Objects fakeObjects) {
        return Api.builder("object", "v1")
                .title("Objects")
                .description("Objects")
                .errorCode("NoMatchingBackend", 400)
                .errorCode("NoMatchingMethod", 406)
                .schemas(SchemaSet.load("object"))
                .handlers(fakeObjects)
                .build();
    }

    static final class Objects {
        /** What {@code createUpload} was told first, by name. */
        final Map<String, JsonNode> uploads = new ConcurrentHashMap<>();

        final Set<String> finished = ConcurrentHashMap.newKeySet();

        /** Objects that cannot be downloaded by a simple URL. */
        final Set<String> intricate = ConcurrentHashMap.newKeySet();

        /** What callers could have done, for each call. */
        final List<List<String>> scopesOfCallers = new CopyOnWriteArrayList<>();

        @ApiMethod(
                name = "createUpload",
                verb = HttpVerb.PUT,
                route = "/upload/<name>",
                scopes = "object:upload:<projectId>:<name>",
                input = "v1/anything.json#",
                title = "Create",
                description = "Creates")
        Object createUpload(ApiRequest request) {
            String projectId = request.body().path("projectId").asString();
            request.authorize(Map.of("projectId", projectId));
            scopesOfCallers.add(request.scopes().scopes());
            if (projectId.equals(NO_BACKEND)) {
                throw new ApiException("NoMatchingBackend", "No backend", Map.of());
            }
            JsonNode known = uploads.putIfAbsent(request.param("name"), request.body());
            if (known != null && (!known.equals(request.body()) || finished.contains(request.param("name")))) {
                throw ApiException.conflict("Object already exists", Map.of());
            }
            return Map.of("uploadMethod", Map.of());
        }

        @ApiMethod(
                name = "object",
                route = "/metadata/<name*>",
                scopes = "object:download:<name>",
                title = "Object",
                description = "Object")
        Object object(ApiRequest request) {
            scopesOfCallers.add(request.scopes().scopes());
            requireFinished(request);
            return Map.of("hashes", Map.of());
        }

        @ApiMethod(
                name = "startDownload",
                verb = HttpVerb.PUT,
                route = "/start-download/<name*>",
                scopes = "object:download:<name>",
                input = "v1/anything.json#",
                title = "Download",
                description = "Download")
        Object startDownload(ApiRequest request) {
            scopesOfCallers.add(request.scopes().scopes());
            requireFinished(request);
            if (intricate.contains(request.param("name"))) {
                throw new ApiException("NoMatchingMethod", "Not that simple", Map.of());
            }
            return Map.of("method", "simple", "url", "https://objects.example.com/" + request.param("name"));
        }

        private void requireFinished(ApiRequest request) {
            if (!finished.contains(request.param("name"))) {
                throw ApiException.notFound("Object not found", Map.of());
            }
        }
    }
}
