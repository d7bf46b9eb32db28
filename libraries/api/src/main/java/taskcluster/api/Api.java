package taskcluster.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The API of a service: its methods and what they share. Immutable. */
public final class Api {
    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,21}");
    private static final Pattern API_VERSION = Pattern.compile("v[0-9]+");

    private final String serviceName;
    private final String apiVersion;
    private final String title;
    private final String description;
    private final List<Endpoint> endpoints;
    private final Router router;
    private final ErrorCodes errorCodes;
    private final @Nullable SchemaSet schemas;

    private Api(Builder builder) {
        serviceName = builder.serviceName;
        apiVersion = builder.apiVersion;
        title = builder.title;
        description = builder.description;
        schemas = builder.schemas;
        errorCodes = new ErrorCodes(builder.errorCodes);
        endpoints = distinctNames(builder.endpoints());
        router = new Router(endpoints);
    }

    private Api(Api api, List<Endpoint> added) {
        serviceName = api.serviceName;
        apiVersion = api.apiVersion;
        title = api.title;
        description = api.description;
        schemas = api.schemas;
        errorCodes = api.errorCodes;
        endpoints = distinctNames(
                Stream.concat(api.endpoints.stream(), added.stream()).toList());
        router = new Router(endpoints);
    }

    private static List<Endpoint> distinctNames(List<Endpoint> endpoints) {
        Set<String> names = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (!names.add(endpoint.name())) {
                throw new IllegalArgumentException("two API methods are named " + endpoint.name());
            }
        }
        return List.copyOf(endpoints);
    }

    public static Builder builder(String serviceName, String apiVersion) {
        return new Builder(serviceName, apiVersion);
    }

    public String serviceName() {
        return serviceName;
    }

    public String apiVersion() {
        return apiVersion;
    }

    /** The same API with the methods of one more object. */
    Api with(Object handlers) {
        return new Api(this, new EndpointReader(Map.of(), Map.of(), Map.of(), schemas).read(handlers));
    }

    String title() {
        return title;
    }

    String description() {
        return description;
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    Router router() {
        return router;
    }

    ErrorCodes errorCodes() {
        return errorCodes;
    }

    Optional<SchemaSet> schemaSet() {
        return Optional.ofNullable(schemas);
    }

    /** Must not be called for an API without schemas. */
    SchemaSet schemas() {
        return Objects.requireNonNull(schemas);
    }

    /** What its methods are mounted at, such as {@code /api/queue/v1}. */
    String mount() {
        return "/api/" + serviceName + "/" + apiVersion;
    }

    @Override
    public String toString() {
        return "API " + serviceName + "/" + apiVersion;
    }

    /** Collects what makes up an API. */
    public static final class Builder {
        private final String serviceName;
        private final String apiVersion;
        private String title = "";
        private String description = "";
        private final Map<String, TextPattern> parameters = new LinkedHashMap<>();
        private final Map<String, TextPattern> queries = new LinkedHashMap<>();
        private final List<Object> handlers = new ArrayList<>();
        private final Map<String, Integer> errorCodes = new LinkedHashMap<>();
        private final Map<String, UnaryOperator<JsonNode>> cleaners = new LinkedHashMap<>();
        private @Nullable SchemaSet schemas;

        private Builder(String serviceName, String apiVersion) {
            if (!SERVICE_NAME.matcher(serviceName).matches()
                    || !API_VERSION.matcher(apiVersion).matches()) {
                throw new IllegalArgumentException("not a service name and version: " + serviceName + "/" + apiVersion);
            }
            this.serviceName = serviceName;
            this.apiVersion = apiVersion;
        }

        public Builder title(String title) {
            this.title = title;
            return this;
        }

        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** What values of a parameter of routes must match. */
        public Builder parameter(String name, String pattern) {
            parameters.put(name, TextPattern.of(pattern));
            return this;
        }

        /** What values of a query parameter must match. */
        public Builder query(String name, String pattern) {
            queries.put(name, TextPattern.of(pattern));
            return this;
        }

        /** Objects with methods that are annotated as {@link ApiMethod}. */
        public Builder handlers(Object... objects) {
            handlers.addAll(List.of(objects));
            return this;
        }

        public Builder schemas(SchemaSet set) {
            schemas = set;
            return this;
        }

        /** A code for errors beside those that every API has. */
        public Builder errorCode(String code, int status) {
            errorCodes.put(code, status);
            return this;
        }

        /** What to show of the body of requests to a method in its error replies, if bodies may hold secrets. */
        public Builder cleanPayload(String methodName, UnaryOperator<JsonNode> cleaner) {
            cleaners.put(methodName, cleaner);
            return this;
        }

        /**
         * The API.
         *
         * @throws IllegalArgumentException if a declaration is wrong; the message says which and why
         */
        public Api build() {
            return new Api(this);
        }

        private List<Endpoint> endpoints() {
            EndpointReader reader = new EndpointReader(parameters, queries, cleaners, schemas);
            List<Endpoint> endpoints = new ArrayList<>();
            handlers.forEach(object -> endpoints.addAll(reader.read(object)));
            Set<String> names = endpoints.stream().map(Endpoint::name).collect(Collectors.toSet());
            if (!names.containsAll(cleaners.keySet())) {
                throw new IllegalArgumentException(
                        "payloads are cleaned of methods that are not there: " + cleaners.keySet());
            }
            return endpoints;
        }
    }
}
