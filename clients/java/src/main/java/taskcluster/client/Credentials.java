package taskcluster.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Who calls, and the secret that proves it.
 *
 * @param clientId the client's name
 * @param accessToken its secret
 * @param certificate of temporary credentials: what they may do and until when, as JSON text; null for a permanent client
 */
public record Credentials(
        String clientId, String accessToken, @Nullable String certificate) {
    /**
     * Checks that the certificate, if there is one, is a JSON object; whether it is valid is for the server to say.
     *
     * @throws IllegalArgumentException if clientId or accessToken is empty or the certificate is not a JSON object
     */
    public Credentials {
        if (clientId.isEmpty() || accessToken.isEmpty()) {
            throw new IllegalArgumentException("credentials need both a clientId and an accessToken");
        }
        if (certificate != null) {
            parseCertificate(certificate);
        }
    }

    /** Permanent credentials. */
    public Credentials(String clientId, String accessToken) {
        this(clientId, accessToken, null);
    }

    /**
     * The credentials of TASKCLUSTER_CLIENT_ID, TASKCLUSTER_ACCESS_TOKEN and TASKCLUSTER_CERTIFICATE; an empty variable
     * counts as unset.
     *
     * @throws IllegalArgumentException if only one of clientId and accessToken is set, or the certificate is broken
     */
    public static Optional<Credentials> fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /** The same, from given variables. */
    public static Optional<Credentials> fromEnvironment(Map<String, String> environment) {
        String clientId = environment.getOrDefault("TASKCLUSTER_CLIENT_ID", "");
        String accessToken = environment.getOrDefault("TASKCLUSTER_ACCESS_TOKEN", "");
        String certificate = environment.getOrDefault("TASKCLUSTER_CERTIFICATE", "");
        if (clientId.isEmpty() && accessToken.isEmpty()) {
            return Optional.empty();
        }
        if (clientId.isEmpty() || accessToken.isEmpty()) {
            throw new IllegalArgumentException(
                    "set both TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN, or neither of them");
        }
        return Optional.of(new Credentials(clientId, accessToken, certificate.isEmpty() ? null : certificate));
    }

    /**
     * Temporary credentials under the same clientId, limited to the given scopes. They are made here, without a call;
     * this client must satisfy the scopes whenever they are used.
     *
     * @param start from when they hold; servers tolerate clocks that are up to 5 minutes off
     * @param expiry until when, at most 31 days after start
     * @throws IllegalArgumentException if they would last too long or these credentials are themselves temporary
     */
    public Credentials createTemporaryCredentials(List<String> scopes, Instant start, Instant expiry) {
        return TemporaryCredentials.issue(this, null, scopes, start, expiry, TemporaryCredentials.newSeed());
    }

    /** The same for credentials that hold from now on for the given time. */
    public Credentials createTemporaryCredentials(List<String> scopes, Duration life) {
        Instant now = Clock.systemUTC().instant();
        return createTemporaryCredentials(scopes, now, now.plus(life));
    }

    /**
     * Temporary credentials under a name of their own; this client needs {@code auth:create-client:<name>} as well.
     *
     * @param name the clientId that they act under, other than this one
     * @throws IllegalArgumentException also if the name is this client's
     */
    public Credentials createNamedTemporaryCredentials(
            String name, List<String> scopes, Instant start, Instant expiry) {
        return TemporaryCredentials.issue(this, name, scopes, start, expiry, TemporaryCredentials.newSeed());
    }

    /** Whether these are temporary credentials. */
    public boolean isTemporary() {
        return certificate != null;
    }

    @Override
    public String toString() {
        return "Credentials[" + clientId + (isTemporary() ? ", temporary]" : "]");
    }

    static JsonNode parseCertificate(String certificate) {
        try {
            JsonNode parsed = Json.MAPPER.readTree(certificate);
            if (parsed.isObject()) {
                return parsed;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the certificate of the credentials is not valid JSON", e);
        }
        throw new IllegalArgumentException("the certificate of the credentials is not a JSON object");
    }
}
