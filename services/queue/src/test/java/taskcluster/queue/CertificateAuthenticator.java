package taskcluster.queue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import taskcluster.api.Authentication;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.api.hawk.HawkException;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.core.Json;
import taskcluster.scopes.ScopeSet;
import taskcluster.testing.FakeAuthenticator;
import tools.jackson.databind.JsonNode;

/** Knows the clients of a test and, as auth does, the temporary credentials that the queue issues. */
final class CertificateAuthenticator implements Authenticator {
    private final FakeAuthenticator clients;
    private final Clock clock;
    private final String issuer;
    private final String issuerToken;

    CertificateAuthenticator(Clock clock, String issuer, String issuerToken) {
        this.clients = new FakeAuthenticator(clock);
        this.clock = clock;
        this.issuer = issuer;
        this.issuerToken = issuerToken;
        clients.client("root", "*");
    }

    FakeAuthenticator clients() {
        return clients;
    }

    @Override
    public Authentication authenticate(HawkRequest request) {
        if (request.authorization() == null) {
            return clients.authenticate(request);
        }
        try {
            HawkHeader header = HawkHeader.parse(request.authorization());
            JsonNode certificate = header.ext() == null
                    ? Json.MAPPER.createObjectNode().path("certificate")
                    : Json.MAPPER
                            .readTree(Base64.getDecoder().decode(header.ext()))
                            .path("certificate");
            return certificate.isObject() ? check(request, header, certificate) : clients.authenticate(request);
        } catch (HawkException e) {
            return new Authentication.Failure(String.valueOf(e.getMessage()));
        }
    }

    private Authentication check(HawkRequest request, HawkHeader header, JsonNode certificate) {
        List<String> scopes = new ArrayList<>();
        certificate.path("scopes").forEach(scope -> scopes.add(scope.asString()));
        Instant expiry = Instant.ofEpochMilli(certificate.path("expiry").asLong());
        String signed = "version:1\nclientId:" + header.id()
                + "\nissuer:" + issuer
                + "\nseed:" + certificate.path("seed").asString()
                + "\nstart:" + certificate.path("start").asLong()
                + "\nexpiry:" + certificate.path("expiry").asLong()
                + "\nscopes:\n" + String.join("\n", scopes);
        String key = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(hmac(certificate.path("seed").asString()));
        String mac =
                HawkMac.ofHeader(header, key, request.method(), request.resource(), request.host(), request.port());
        boolean isValid = certificate.path("issuer").asString().equals(issuer)
                && certificate.path("seed").asString().length() == 44
                && certificate
                        .path("signature")
                        .asString()
                        .equals(Base64.getEncoder().encodeToString(hmac(signed)))
                && HawkMac.isEqual(mac, header.mac())
                && !expiry.isBefore(clock.instant());
        return isValid
                ? new Authentication.Success(header.id(), ScopeSet.of(scopes), expiry, header.hash())
                : new Authentication.Failure("ext.certificate.signature is not valid");
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(issuerToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
