package taskcluster.auth.client;

import java.time.Instant;
import java.util.List;

/**
 * A client as it is stored.
 *
 * @param encryptedAccessToken JSON that holds the encrypted access token
 * @param scopes in the order of scopes, as they were given: none is left out because another covers it
 */
record Client(
        String clientId,
        String description,
        String encryptedAccessToken,
        Instant expires,
        boolean disabled,
        List<String> scopes,
        boolean deleteOnExpiration,
        Instant created,
        Instant lastModified,
        Instant lastDateUsed,
        Instant lastRotated) {
    Client {
        scopes = List.copyOf(scopes);
    }
}
