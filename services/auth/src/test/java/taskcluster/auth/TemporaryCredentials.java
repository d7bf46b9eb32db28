package taskcluster.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes temporary credentials the way clients do, good or, by request, not so good. A maker never changes.
 *
 * @param name null for unnamed credentials
 * @param signedName the name that the signature is made with
 */
public record TemporaryCredentials(
        String issuer,
        String issuerToken,
        @Nullable String name,
        @Nullable String signedName,
        List<String> scopes,
        Instant start,
        Instant expiry,
        String seed) {

    /** Credentials without a name, good for an hour. */
    public static TemporaryCredentials of(String issuer, String issuerToken, String... scopes) {
        Instant now = Instant.now();
        return new TemporaryCredentials(
                issuer,
                issuerToken,
                null,
                null,
                List.of(scopes),
                now,
                now.plus(Duration.ofHours(1)),
                Slugid.v4() + Slugid.v4());
    }

    public TemporaryCredentials named(String given) {
        return new TemporaryCredentials(issuer, issuerToken, given, given, scopes, start, expiry, seed);
    }

    /** Credentials of one name, signed for another one, or for none. */
    public TemporaryCredentials signedAs(@Nullable String other) {
        return new TemporaryCredentials(issuer, issuerToken, name, other, scopes, start, expiry, seed);
    }

    public TemporaryCredentials between(Instant from, Instant to) {
        return new TemporaryCredentials(issuer, issuerToken, name, signedName, scopes, from, to, seed);
    }

    public String clientId() {
        return name == null ? issuer : name;
    }

    public String accessToken() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(seed));
    }

    public ObjectNode certificate() {
        ObjectNode certificate = Json.MAPPER.createObjectNode();
        certificate.put("version", 1);
        certificate.set("scopes", Json.MAPPER.valueToTree(scopes));
        certificate.put("start", start.toEpochMilli());
        certificate.put("expiry", expiry.toEpochMilli());
        certificate.put("seed", seed);
        certificate.put("signature", Base64.getEncoder().encodeToString(hmac(signedText())));
        if (name != null) {
            certificate.put("issuer", issuer);
        }
        return certificate;
    }

    /** A client that uses them. */
    public TestClient use(TestClient client) {
        return use(client, certificate());
    }

    /** A client that uses them with a certificate that was tampered with. */
    public TestClient use(TestClient client, JsonNode certificate) {
        return client.as(clientId(), accessToken()).withCertificate(certificate);
    }

    private String signedText() {
        String name = signedName == null ? "" : "clientId:" + signedName + "\nissuer:" + issuer + "\n";
        StringBuilder text = new StringBuilder("version:1\n" + name + "seed:" + seed + "\nstart:" + start.toEpochMilli()
                + "\nexpiry:" + expiry.toEpochMilli() + "\nscopes:");
        scopes.forEach(scope -> text.append('\n').append(scope));
        return text.toString();
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(issuerToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
