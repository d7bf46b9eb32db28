package taskcluster.auth.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.scopes.Scopes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the static clients of the configuration, a JSON array of {@code {clientId, accessToken, description, scopes}}.
 * Internal clients have neither description nor scopes there; all of them have to be present, and no others under their
 * prefix.
 */
final class StaticClientsParser {
    private static final Pattern CLIENT_ID = Pattern.compile("static/[A-Za-z0-9!@/:.+|_-]+");
    private static final Pattern ACCESS_TOKEN = Pattern.compile("[a-zA-Z0-9_-]{22,66}");
    private static final int DESCRIPTION_LENGTH = 10_000;
    private static final Set<String> KEYS = Set.of("clientId", "accessToken", "description", "scopes");
    private static final String NOTE =
            "\n\nThis client is part of the deployment's configuration and cannot be changed through the API.";

    private final List<String> problems = new ArrayList<>();
    private final Map<String, StaticClient> clients = new LinkedHashMap<>();

    /**
     * The clients, with the scopes of the internal ones filled in.
     *
     * @throws InvalidStaticClientsException if anything is wrong
     */
    List<StaticClient> parse(String configuration) {
        JsonNode array = read(configuration);
        for (int i = 0; i < array.size(); i++) {
            parse(array.get(i), i);
        }
        checkInternalIds(array);
        if (!problems.isEmpty()) {
            throw new InvalidStaticClientsException("auth.static-clients: " + String.join("; ", problems));
        }
        return List.copyOf(clients.values());
    }

    private JsonNode read(String configuration) {
        JsonNode array;
        try {
            array = Json.MAPPER.readTree(configuration);
        } catch (JacksonException broken) {
            // Its message may quote the input, which holds secrets.
            throw new InvalidStaticClientsException("auth.static-clients: not JSON");
        }
        if (!array.isArray()) {
            throw new InvalidStaticClientsException("auth.static-clients: must be a JSON array of clients");
        }
        return array;
    }

    private void parse(JsonNode entry, int index) {
        String clientId = text(entry, "clientId");
        if (clientId == null || !CLIENT_ID.matcher(clientId).matches()) {
            problems.add("entry " + index + " needs a clientId that starts with static/");
            return;
        }
        for (String key : entry.propertyNames()) {
            if (!KEYS.contains(key)) {
                problems.add(clientId + " has the unknown property " + key);
            }
        }
        String accessToken = text(entry, "accessToken");
        if (accessToken == null || !ACCESS_TOKEN.matcher(accessToken).matches()) {
            problems.add(clientId + " needs an accessToken of 22 to 66 letters, digits, - and _");
            accessToken = "";
        }
        StaticClient client = clientId.startsWith(InternalClients.PREFIX)
                ? internal(clientId, accessToken, entry)
                : other(clientId, accessToken, entry);
        if (clients.put(clientId, client) != null) {
            problems.add(clientId + " is there twice");
        }
    }

    private StaticClient internal(String clientId, String accessToken, JsonNode entry) {
        if (entry.has("scopes")) {
            problems.add(clientId + " must not have scopes");
        }
        List<String> scopes = InternalClients.scopesOf(clientId);
        return new StaticClient(
                clientId, accessToken, "Internal client" + NOTE, scopes == null ? List.of() : sorted(scopes));
    }

    private StaticClient other(String clientId, String accessToken, JsonNode entry) {
        String description = text(entry, "description");
        if (description == null || description.length() > DESCRIPTION_LENGTH) {
            problems.add(clientId + " needs a description of at most " + DESCRIPTION_LENGTH + " characters");
            description = "";
        }
        List<String> scopes = new ArrayList<>();
        JsonNode given = entry.path("scopes");
        boolean valid = given.isArray();
        for (JsonNode scope : given) {
            valid &= scope.isString()
                    && Scopes.isValid(scope.stringValue())
                    && !Scopes.endsInDoubleStar(scope.stringValue());
            scopes.add(scope.asString(""));
        }
        if (!valid) {
            problems.add(clientId + " needs scopes, an array of scopes that do not end in **");
        }
        return new StaticClient(clientId, accessToken, description + NOTE, sorted(scopes));
    }

    private void checkInternalIds(JsonNode array) {
        Set<String> given = new TreeSet<>();
        for (JsonNode entry : array) {
            String clientId = text(entry, "clientId");
            if (clientId != null && clientId.startsWith(InternalClients.PREFIX)) {
                given.add(clientId);
            }
        }
        Set<String> missing = new TreeSet<>(InternalClients.ids());
        missing.removeAll(given);
        given.removeAll(InternalClients.ids());
        if (!missing.isEmpty()) {
            problems.add("missing clients " + String.join(", ", missing));
        }
        if (!given.isEmpty()) {
            problems.add("extra clients " + String.join(", ", given));
        }
    }

    private static @Nullable String text(JsonNode entry, String key) {
        JsonNode value = entry.path(key);
        return value.isString() ? value.stringValue() : null;
    }

    private static List<String> sorted(List<String> scopes) {
        return scopes.stream().distinct().sorted(Scopes::compare).toList();
    }
}
