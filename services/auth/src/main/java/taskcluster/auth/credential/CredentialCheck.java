package taskcluster.auth.credential;

import static taskcluster.auth.credential.FailureReason.CERTIFICATE_ERROR;
import static taskcluster.auth.credential.FailureReason.CLIENT_DISABLED;
import static taskcluster.auth.credential.FailureReason.CLIENT_EXPIRED;
import static taskcluster.auth.credential.FailureReason.CLIENT_NOT_FOUND;
import static taskcluster.auth.credential.FailureReason.EXT_VALIDATION_ERROR;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.auth.client.Principal;
import taskcluster.auth.role.RoleSnapshot;
import taskcluster.scopes.ScopeSet;
import tools.jackson.databind.JsonNode;

/**
 * Checks what credentials claim, at one instant and with one set of roles: that the client exists and is good, that its
 * certificate is, and that the scopes that they restrict themselves to are theirs. The first failure decides.
 */
final class CredentialCheck {
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9!@/:.+|_-]+");

    private final ClientDirectory clients;
    private final RoleSnapshot roles;
    private final Instant now;

    CredentialCheck(ClientDirectory clients, RoleSnapshot roles, Instant now) {
        this.clients = clients;
        this.roles = roles;
        this.now = now;
    }

    /**
     * Checks credentials that name a client and carry an extension.
     *
     * @throws Refusal if they are not good
     */
    Verified check(String clientId, @Nullable String ext) {
        Extension extension = Extension.parse(ext);
        JsonNode certificate = extension.certificate();
        Verified verified = certificate == null ? permanent(clientId) : temporary(clientId, certificate);
        List<String> restriction = extension.restriction();
        return restriction == null ? verified : restricted(verified, restriction);
    }

    private Verified permanent(String clientId) {
        Principal client = load(clientId);
        return new Verified(clientId, client, client.accessToken(), client.effectiveScopes(roles), client.expires());
    }

    private Principal load(String clientId) {
        Principal client = clients.find(clientId);
        if (client == null) {
            throw new Refusal(CLIENT_NOT_FOUND, "Client with clientId '" + clientId + "' not found");
        }
        if (client.disabled()) {
            throw new Refusal(CLIENT_DISABLED, "Client with clientId '" + clientId + "' is disabled");
        }
        if (client.expires().isBefore(now)) {
            throw new Refusal(CLIENT_EXPIRED, "Client with clientId: '" + clientId + "' has expired");
        }
        return client;
    }

    private Verified temporary(String clientId, JsonNode json) {
        String issuerId = issuer(clientId, json);
        Principal issuer = load(issuerId == null ? clientId : issuerId);
        Certificate certificate = Certificate.parse(json);
        certificate.checkTimes(now);
        ScopeSet issuerScopes = issuer.expandedScopes(roles);
        Certificate.Name name = issuerId == null ? null : new Certificate.Name(clientId, issuerId);
        checkName(name, json, issuerScopes);
        if (!certificate.scopes().stream().allMatch(issuerScopes::satisfies)) {
            throw new Refusal(
                    CERTIFICATE_ERROR,
                    "ext.certificate issuer `" + issuer.clientId() + "` doesn't satisfy all certificate scopes "
                            + String.join(", ", certificate.scopes())
                            + ".  The temporary credentials were not generated correctly.");
        }
        Hmac issuerToken = new Hmac(issuer.accessToken());
        if (!certificate.isSignedWith(issuerToken, name)) {
            throw new Refusal(
                    CERTIFICATE_ERROR,
                    "ext.certificate.signature is not valid" + (name == null ? "" : ", or wrong clientId provided"));
        }
        Instant expires = certificate.expires();
        return new Verified(
                clientId,
                issuer,
                certificate.accessToken(issuerToken),
                roles.expand(certificate.scopes()).union(roles.anonymous()),
                expires.isBefore(issuer.expires()) ? expires : issuer.expires());
    }

    /** Who issued a certificate, if not the client itself. */
    private static @Nullable String issuer(String clientId, JsonNode certificate) {
        JsonNode issuer = Extension.given(certificate.get("issuer"));
        if (issuer == null) {
            return null;
        }
        if (!issuer.isString()) {
            throw new Refusal(CERTIFICATE_ERROR, "ext.certificate.issuer must be a string");
        }
        if (issuer.stringValue().equals(clientId)) {
            throw new Refusal(CERTIFICATE_ERROR, "ext.certificate.issuer must differ from the supplied clientId");
        }
        return issuer.stringValue();
    }

    private static void checkName(Certificate.@Nullable Name name, JsonNode certificate, ScopeSet issuerScopes) {
        if (name == null) {
            if (certificate.has("clientId")) {
                throw new Refusal(
                        CERTIFICATE_ERROR, "ext.certificate.clientId must only be used with ext.certificate.issuer");
            }
            return;
        }
        if (!CLIENT_ID.matcher(name.clientId()).matches()) {
            throw new Refusal(
                    CERTIFICATE_ERROR,
                    "The name that ext.certificate gives, '" + name.clientId() + "', is not a valid clientId");
        }
        String needed = "auth:create-client:" + name.clientId();
        if (!issuerScopes.satisfies(needed)) {
            throw new Refusal(
                    CERTIFICATE_ERROR,
                    "ext.certificate issuer `" + name.issuer() + "` doesn't have `" + needed
                            + "` for supplied clientId.");
        }
    }

    private Verified restricted(Verified credentials, List<String> scopes) {
        if (!scopes.stream().allMatch(credentials.scopes()::satisfies)) {
            throw new Refusal(EXT_VALIDATION_ERROR, """
                    Supplied credentials do not satisfy authorizedScopes; credentials have scopes:

                    ```
                    %s
                    ```

                    authorizedScopes are:

                    ```
                    %s
                    ```""".formatted(
                            String.join("\n", credentials.scopes().scopes()), String.join("\n", scopes)));
        }
        return new Verified(
                credentials.clientId(),
                credentials.issuer(),
                credentials.accessToken(),
                roles.expand(scopes).union(roles.anonymous()),
                credentials.expires());
    }
}
