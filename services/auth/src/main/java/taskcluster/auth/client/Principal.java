package taskcluster.auth.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.auth.role.RoleSnapshot;
import taskcluster.scopes.ScopeSet;

/** What authenticating as a client takes, in memory. Immutable but for a cache. */
public final class Principal {
    private final String clientId;
    private final String accessToken;
    private final Instant expires;
    private final boolean disabled;
    private final List<String> scopes;
    private final Instant lastDateUsed;
    private final Instant lastModified;
    private volatile @Nullable Expansion expansion;

    public Principal(
            String clientId,
            String accessToken,
            Instant expires,
            boolean disabled,
            List<String> scopes,
            Instant lastDateUsed) {
        this(clientId, accessToken, expires, disabled, scopes, lastDateUsed, Instant.EPOCH);
    }

    private Principal(
            String clientId,
            String accessToken,
            Instant expires,
            boolean disabled,
            List<String> scopes,
            Instant lastDateUsed,
            Instant lastModified) {
        this.clientId = clientId;
        this.accessToken = accessToken;
        this.expires = expires;
        this.disabled = disabled;
        this.scopes = List.copyOf(scopes);
        this.lastDateUsed = lastDateUsed;
        this.lastModified = lastModified;
    }

    static Principal of(Client client, String accessToken) {
        return new Principal(
                client.clientId(),
                accessToken,
                client.expires(),
                client.disabled(),
                client.scopes(),
                client.lastDateUsed(),
                client.lastModified());
    }

    /** Whether this was made of a client that is stored so, its access token aside: that never changes by itself. */
    boolean isOf(Client client) {
        return expires.equals(client.expires())
                && disabled == client.disabled()
                && lastDateUsed.equals(client.lastDateUsed())
                && lastModified.equals(client.lastModified())
                && scopes.equals(client.scopes());
    }

    public String clientId() {
        return clientId;
    }

    public String accessToken() {
        return accessToken;
    }

    public Instant expires() {
        return expires;
    }

    public boolean disabled() {
        return disabled;
    }

    /** When the client was last used, as far as the database knew when this was read. */
    public Instant lastDateUsed() {
        return lastDateUsed;
    }

    /** The client's scopes with everything that they give through roles. */
    public ScopeSet expandedScopes(RoleSnapshot roles) {
        return expansion(roles).scopes;
    }

    /** The same with what everybody has. */
    public ScopeSet effectiveScopes(RoleSnapshot roles) {
        return expansion(roles).effective;
    }

    @SuppressWarnings("ReferenceEquality") // A state is a token: equal means the same one.
    private Expansion expansion(RoleSnapshot roles) {
        Expansion known = expansion;
        if (known == null || known.roles != roles.state()) {
            known = new Expansion(roles, roles.expand(scopes));
            expansion = known;
        }
        return known;
    }

    /** Without the access token. */
    @Override
    public String toString() {
        return "principal " + clientId;
    }

    private static final class Expansion {
        // Only what identifies the roles, which would otherwise be kept for as long as the client is not used.
        final Object roles;
        final ScopeSet scopes;
        final ScopeSet effective;

        Expansion(RoleSnapshot roles, ScopeSet scopes) {
            this.roles = roles.state();
            this.scopes = scopes;
            this.effective = scopes.union(roles.anonymous());
        }
    }
}
