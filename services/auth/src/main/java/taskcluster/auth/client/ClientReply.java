package taskcluster.auth.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.auth.role.RoleSnapshot;

/**
 * A client as the API shows it.
 *
 * @param accessToken only where the API gives it away: on creation and on reset
 */
record ClientReply(
        String clientId,
        @Nullable String accessToken,
        Instant expires,
        String description,
        Instant created,
        Instant lastModified,
        Instant lastDateUsed,
        Instant lastRotated,
        List<String> scopes,
        List<String> expandedScopes,
        boolean disabled,
        boolean deleteOnExpiration) {

    static ClientReply of(Client client, RoleSnapshot roles) {
        return withAccessToken(client, roles, null);
    }

    static ClientReply withAccessToken(Client client, RoleSnapshot roles, @Nullable String accessToken) {
        return new ClientReply(
                client.clientId(),
                accessToken,
                client.expires(),
                client.description(),
                client.created(),
                client.lastModified(),
                client.lastDateUsed(),
                client.lastRotated(),
                client.scopes(),
                roles.expand(client.scopes()).scopes(),
                client.disabled(),
                client.deleteOnExpiration());
    }

    /** Without the access token. */
    @Override
    public String toString() {
        return "client " + clientId;
    }
}
