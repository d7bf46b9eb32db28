package taskcluster.pulse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The exchanges of a service. */
public final class Exchanges {
    private final String serviceName;
    private final String apiVersion;
    private final String title;
    private final String description;
    private final List<ExchangeDeclaration> declarations;

    private Exchanges(Builder builder) {
        serviceName = builder.serviceName;
        apiVersion = builder.apiVersion;
        title = builder.title;
        description = builder.description;
        declarations = List.copyOf(builder.declarations);
        if (!serviceName.matches("[a-z][a-z0-9_-]{0,21}") || !apiVersion.matches("v[0-9]+")) {
            throw new IllegalArgumentException(
                    serviceName + "/" + apiVersion + " cannot name a service and its version");
        }
        Set<String> exchanges = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (ExchangeDeclaration declaration : declarations) {
            if (!exchanges.add(declaration.exchange()) || !names.add(declaration.name())) {
                throw new IllegalArgumentException(
                        serviceName + " declares " + declaration.exchange() + " or " + declaration.name() + " twice");
            }
        }
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

    public String title() {
        return title;
    }

    public String description() {
        return description;
    }

    /** In the order of their declaration. */
    public List<ExchangeDeclaration> declarations() {
        return declarations;
    }

    /** What all full names begin with, such as {@code exchange/taskcluster-queue/v1/}. */
    public String prefix() {
        return "exchange/taskcluster-" + serviceName + "/" + apiVersion + "/";
    }

    /**
     * The name on the broker of an exchange, given as {@code task-defined}.
     *
     * @throws IllegalArgumentException when the service has no such exchange
     */
    public String fullName(String exchange) {
        return prefix() + declaration(exchange).exchange();
    }

    /** The declaration of an exchange, given as {@code task-defined}. */
    public ExchangeDeclaration declaration(String exchange) {
        return declarations.stream()
                .filter(declaration -> declaration.exchange().equals(exchange))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(serviceName + " has no exchange " + exchange));
    }

    /** The full names of all. */
    public Set<String> fullNames() {
        return declarations.stream()
                .map(declaration -> prefix() + declaration.exchange())
                .collect(Collectors.toSet());
    }

    /** The reference document of these exchanges, as a tree of maps and lists for JSON. */
    public Map<String, Object> reference() {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("$schema", "/schemas/common/exchanges-reference-v0.json#");
        reference.put("apiVersion", apiVersion);
        reference.put("serviceName", serviceName);
        reference.put("title", title);
        reference.put("description", description);
        reference.put("exchangePrefix", prefix());
        reference.put("entries", declarations.stream().map(Exchanges::entry).toList());
        return reference;
    }

    private static Map<String, Object> entry(ExchangeDeclaration declaration) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", "topic-exchange");
        entry.put("exchange", declaration.exchange());
        entry.put("name", declaration.name());
        entry.put("title", declaration.title());
        entry.put("description", declaration.description());
        entry.put(
                "routingKey",
                declaration.routingKey().stream().map(Exchanges::field).toList());
        entry.put("schema", declaration.schema());
        return entry;
    }

    private static Map<String, Object> field(RoutingKeyField field) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", field.name());
        entry.put("summary", field.summary());
        if (field.constant() != null) {
            entry.put("constant", field.constant());
        }
        entry.put("multipleWords", field.multipleWords());
        entry.put("required", field.required());
        return entry;
    }

    public static final class Builder {
        private final String serviceName;
        private final String apiVersion;
        private String title = "";
        private String description = "";
        private final List<ExchangeDeclaration> declarations = new ArrayList<>();

        private Builder(String serviceName, String apiVersion) {
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

        public Builder exchange(ExchangeDeclaration declaration) {
            declarations.add(declaration);
            return this;
        }

        public Exchanges build() {
            return new Exchanges(this);
        }
    }
}
