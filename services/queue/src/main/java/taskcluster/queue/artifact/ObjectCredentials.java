package taskcluster.queue.artifact;

import org.jspecify.annotations.Nullable;
import taskcluster.client.Credentials;

/**
 * Temporary credentials in a reply.
 *
 * @param certificate JSON text
 */
record ObjectCredentials(
        String clientId, String accessToken, @Nullable String certificate) {

    static ObjectCredentials of(Credentials credentials) {
        return new ObjectCredentials(credentials.clientId(), credentials.accessToken(), credentials.certificate());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return clientId;
    }
}
