package taskcluster.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.core.Slugid;

/** Makes temporary credentials: a certificate signed with the issuer's token, and a token derived from it. */
final class TemporaryCredentials {
    private static final Duration LONGEST_LIFE = Duration.ofDays(31);
    private static final int VERSION = 1;

    private TemporaryCredentials() {}

    static Credentials issue(
            Credentials issuer,
            @Nullable String name,
            List<String> scopes,
            Instant start,
            Instant expiry,
            String seed) {
        if (issuer.isTemporary()) {
            throw new IllegalArgumentException("temporary credentials can't issue further ones");
        }
        if (issuer.clientId().equals(name)) {
            throw new IllegalArgumentException("the name of temporary credentials must differ from their issuer's");
        }
        if (Duration.between(start, expiry).compareTo(LONGEST_LIFE) > 0) {
            throw new IllegalArgumentException("temporary credentials can last 31 days at most");
        }
        Map<String, Object> certificate = new LinkedHashMap<>();
        certificate.put("version", VERSION);
        certificate.put("scopes", List.copyOf(scopes));
        certificate.put("start", start.toEpochMilli());
        certificate.put("expiry", expiry.toEpochMilli());
        certificate.put("seed", seed);
        String signed = signedText(issuer, name, scopes, start, expiry, seed);
        byte[] key = issuer.accessToken().getBytes(StandardCharsets.UTF_8);
        certificate.put("signature", Base64.getEncoder().encodeToString(HawkSignature.hmac(key, signed)));
        if (name != null) {
            certificate.put("issuer", issuer.clientId());
        }
        return new Credentials(
                name == null ? issuer.clientId() : name,
                Base64.getUrlEncoder().withoutPadding().encodeToString(HawkSignature.hmac(key, seed)),
                Json.MAPPER.writeValueAsString(certificate));
    }

    static String newSeed() {
        return Slugid.v4() + Slugid.v4();
    }

    private static String signedText(
            Credentials issuer,
            @Nullable String name,
            List<String> scopes,
            Instant start,
            Instant expiry,
            String seed) {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("version:" + VERSION);
        if (name != null) {
            lines.add("clientId:" + name).add("issuer:" + issuer.clientId());
        }
        lines.add("seed:" + seed)
                .add("start:" + start.toEpochMilli())
                .add("expiry:" + expiry.toEpochMilli())
                .add("scopes:");
        scopes.forEach(lines::add);
        return lines.toString();
    }
}
