package taskcluster.auth.credential;

import static taskcluster.auth.credential.FailureReason.CERTIFICATE_ERROR;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Proof of temporary credentials. Whoever holds the access token of a client, the issuer, makes them without asking
 * anybody: the certificate states scopes and times, and a signature made with the issuer's access token vouches for it.
 * The temporary access token is derived from the issuer's and the seed.
 *
 * @param start time from which on they are good, in milliseconds since 1970
 * @param expiry time until which they are good, in milliseconds since 1970
 * @param scopes in the order in which they were signed
 */
record Certificate(String seed, BigDecimal start, BigDecimal expiry, List<String> scopes, String signature) {
    private static final int SEED_LENGTH = 44;
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration LONGEST_LIFE = Duration.ofDays(31);
    /** A number with more digits than a time can have would only cost time to compute with. */
    private static final int MAX_DIGITS = 30;

    Certificate {
        scopes = List.copyOf(scopes);
    }

    /**
     * Reads a certificate.
     *
     * @throws Refusal if a part of it is not of the form that it should have
     */
    static Certificate parse(JsonNode certificate) {
        check(certificate.isObject(), "ext.certificate must be a JSON object");
        check(isOne(certificate.path("version")), "ext.certificate.version must be 1");
        JsonNode seed = certificate.path("seed");
        check(seed.isString(), "ext.certificate.seed must be a string");
        check(seed.stringValue().length() == SEED_LENGTH, "ext.certificate.seed must be 44 characters");
        BigDecimal start = time(certificate.path("start"), "ext.certificate.start must be a number");
        BigDecimal expiry = time(certificate.path("expiry"), "ext.certificate.expiry must be a number");
        JsonNode scopes = certificate.path("scopes");
        check(scopes.isArray(), "ext.certificate.scopes must be an array");
        List<String> valid = Extension.scopes(scopes);
        if (valid == null) {
            throw new Refusal(CERTIFICATE_ERROR, "ext.certificate.scopes must be an array of valid scopes");
        }
        return new Certificate(
                seed.stringValue(),
                start,
                expiry,
                valid,
                certificate.path("signature").asString(""));
    }

    /**
     * Checks the times, with five minutes for clocks that disagree.
     *
     * @throws Refusal if the certificate is not good yet, not good any more, or for too long
     */
    void checkTimes(Instant now) {
        BigDecimal latestStart = BigDecimal.valueOf(now.plus(SKEW).toEpochMilli());
        BigDecimal earliestExpiry = BigDecimal.valueOf(now.minus(SKEW).toEpochMilli());
        check(start.compareTo(latestStart) <= 0, "ext.certificate.start > now");
        check(expiry.compareTo(earliestExpiry) >= 0, "ext.certificate.expiry < now");
        check(
                expiry.subtract(start).compareTo(BigDecimal.valueOf(LONGEST_LIFE.toMillis())) <= 0,
                "ext.certificate cannot last longer than 31 days!");
    }

    /** When the credentials end; only after {@link #checkTimes}, which bounds it. */
    Instant expires() {
        return Instant.ofEpochMilli(expiry.longValue());
    }

    /**
     * Whether the issuer's access token made the signature.
     *
     * @param name of the credentials and of their issuer; null if they have no name of their own
     */
    boolean isSignedWith(Hmac issuerToken, @Nullable Name name) {
        String text = text(name);
        boolean signed = matches(issuerToken, text);
        // Some clients end the text with a newline when there is no scope.
        return signed || (scopes.isEmpty() && matches(issuerToken, text + "\n"));
    }

    /** The access token of the temporary credentials. */
    String accessToken(Hmac issuerToken) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(issuerToken.of(seed));
    }

    private boolean matches(Hmac issuerToken, String text) {
        String expected = Base64.getEncoder().encodeToString(issuerToken.of(text));
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }

    private String text(@Nullable Name name) {
        StringBuilder text = new StringBuilder("version:1\n");
        if (name != null) {
            text.append("clientId:").append(name.clientId()).append('\n');
            text.append("issuer:").append(name.issuer()).append('\n');
        }
        text.append("seed:").append(seed).append('\n');
        text.append("start:").append(digits(start)).append('\n');
        text.append("expiry:").append(digits(expiry)).append('\n');
        text.append("scopes:");
        scopes.forEach(scope -> text.append('\n').append(scope));
        return text.toString();
    }

    private static String digits(BigDecimal time) {
        return time.signum() == 0 ? "0" : time.stripTrailingZeros().toPlainString();
    }

    private static boolean isOne(JsonNode version) {
        return version.isNumber() && version.doubleValue() == 1;
    }

    private static BigDecimal time(JsonNode value, String problem) {
        check(value.isNumber() && Double.isFinite(value.doubleValue()), problem);
        BigDecimal time = value.decimalValue();
        check(time.precision() <= MAX_DIGITS && Math.abs(time.scale()) <= MAX_DIGITS, problem);
        return time;
    }

    private static void check(boolean condition, String problem) {
        if (!condition) {
            throw new Refusal(CERTIFICATE_ERROR, problem);
        }
    }

    /** The name of named temporary credentials, with who gave it. */
    record Name(String clientId, String issuer) {}
}
