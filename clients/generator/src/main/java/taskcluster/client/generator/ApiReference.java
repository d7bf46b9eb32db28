package taskcluster.client.generator;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a service publishes about its API, as far as clients need it. */
record ApiReference(String serviceName, String apiVersion, String title, String description, List<Entry> entries) {
    /**
     * One method.
     *
     * @param method the HTTP method, in lower case
     * @param route with parameters in angle brackets
     * @param args the names of the parameters in their order
     * @param query the names of the query parameters
     * @param input the schema of the payload, relative to the service's schemas
     * @param output the schema of the reply, or {@code blob}
     * @param scopes the scope expression as declared
     */
    record Entry(
            String name,
            String method,
            String route,
            List<String> args,
            List<String> query,
            String stability,
            String title,
            String description,
            @Nullable String input,
            @Nullable String output,
            @Nullable JsonNode scopes) {
        boolean isGet() {
            return method.equals("get");
        }

        boolean isPaged() {
            return query.contains("continuationToken");
        }
    }
}
