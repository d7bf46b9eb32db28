package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CertificateTest {
    private static final String ISSUER = "def/ghi@XXX";
    private static final Hmac ISSUER_TOKEN = new Hmac("tokenABCDEFGH");
    private static final String UNNAMED = "45AlB/hKZZZz4Tf3NaidutasfgBnr4t2AxwBiGDQF9Q=";
    private static final String NAMED = "nNEaLtZMiw627NuDbF5Z8HDFc57MGWCptXBQSYNFgBk=";
    private static final Certificate.Name NAME = new Certificate.Name("abc/def/ghi", ISSUER);

    private static ObjectNode certificate(String signature) {
        ObjectNode certificate = Json.MAPPER.createObjectNode();
        certificate.put("version", 1);
        certificate.putArray("scopes").add("scope/asd:fhjdf/X").add("scope/asd:fhjdf/XYZ*");
        certificate.put("start", 1438964811744L);
        certificate.put("expiry", 1439051211744L);
        certificate.put("seed", "JYR4wzMCTG6XeDS2cDUCMwH0RFUXGfQjK7LgqD-e6lSQ");
        certificate.put("signature", signature);
        return certificate;
    }

    private static Certificate with(String key, String json) {
        ObjectNode certificate = certificate(UNNAMED);
        certificate.set(key, Json.MAPPER.readTree(json));
        return Certificate.parse(certificate);
    }

    @Test
    void derivesTheAccessTokenThatOtherClientsDerive() {
        assertThat(Certificate.parse(certificate(UNNAMED)).accessToken(ISSUER_TOKEN))
                .isEqualTo("R4OVHWpIvy6KsqS4AWE51QwbvgLvsstS6e6UW8IfHUY");
    }

    @Test
    void acceptsTheSignaturesThatOtherClientsMake() {
        assertThat(Certificate.parse(certificate(UNNAMED)).isSignedWith(ISSUER_TOKEN, null))
                .isTrue();
        assertThat(Certificate.parse(certificate(NAMED)).isSignedWith(ISSUER_TOKEN, NAME))
                .isTrue();
    }

    @Test
    void refusesASignatureOfAnythingElse() {
        assertThat(Certificate.parse(certificate(UNNAMED)).isSignedWith(ISSUER_TOKEN, NAME))
                .isFalse();
        assertThat(Certificate.parse(certificate(NAMED)).isSignedWith(ISSUER_TOKEN, null))
                .isFalse();
        assertThat(Certificate.parse(certificate(UNNAMED)).isSignedWith(new Hmac("other"), null))
                .isFalse();
        assertThat(with("start", "1438964811745").isSignedWith(ISSUER_TOKEN, null))
                .isFalse();
        assertThat(with("scopes", "[\"scope/asd:fhjdf/XYZ*\", \"scope/asd:fhjdf/X\"]")
                        .isSignedWith(ISSUER_TOKEN, null))
                .isFalse();
    }

    @Test
    @DisplayName("auth-84: a signature of another length or type is just not valid")
    void aSignatureOfAnotherLengthOrTypeIsJustNotValid() {
        assertThat(with("signature", "\"\"").isSignedWith(ISSUER_TOKEN, null)).isFalse();
        assertThat(with("signature", "\"45AlB\"").isSignedWith(ISSUER_TOKEN, null))
                .isFalse();
        assertThat(with("signature", "\"\\u00e4" + "x".repeat(100) + "\"").isSignedWith(ISSUER_TOKEN, null))
                .isFalse();
        assertThat(with("signature", "[1]").isSignedWith(ISSUER_TOKEN, null)).isFalse();
        assertThat(with("signature", "null").isSignedWith(ISSUER_TOKEN, null)).isFalse();
    }

    @Test
    void numbersThatAreWrittenDifferentlyAreTheSameTime() {
        assertThat(with("start", "1438964811744.0").isSignedWith(ISSUER_TOKEN, null))
                .isTrue();
        assertThat(with("start", "1.438964811744e12").isSignedWith(ISSUER_TOKEN, null))
                .isTrue();
        assertThat(with("version", "1.0").isSignedWith(ISSUER_TOKEN, null)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version   | 2                | ext.certificate.version must be 1",
                "version   | \"1\"            | ext.certificate.version must be 1",
                "seed      | 1                | ext.certificate.seed must be a string",
                "seed      | null             | ext.certificate.seed must be a string",
                "seed      | \"short\"        | ext.certificate.seed must be 44 characters",
                "seed      | \"JYR4wzMCTG6XeDS2cDUCMwH0RFUXGfQjK7LgqD-e6lSQ1\" | ext.certificate.seed must be 44 characters",
                "start     | \"2015-08-07T16:26:51.744Z\" | ext.certificate.start must be a number",
                "start     | 1e999            | ext.certificate.start must be a number",
                "start     | 1e300            | ext.certificate.start must be a number",
                "expiry    | \"2015-08-08T16:26:51.744Z\" | ext.certificate.expiry must be a number",
                "expiry    | true             | ext.certificate.expiry must be a number",
                "scopes    | \"a\"            | ext.certificate.scopes must be an array",
                "scopes    | {}               | ext.certificate.scopes must be an array",
                "scopes    | [1]              | ext.certificate.scopes must be an array of valid scopes",
                "scopes    | [null]           | ext.certificate.scopes must be an array of valid scopes",
                "scopes    | [\"a\u0123\"]    | ext.certificate.scopes must be an array of valid scopes",
                "scopes    | [\"a\\nb\"]      | ext.certificate.scopes must be an array of valid scopes",
            })
    @DisplayName("auth-81: each part has its form")
    void eachPartHasItsForm(String key, String json, String message) {
        assertThatThrownBy(() -> with(key, json)).isInstanceOf(Refusal.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"\"text\"", "1", "[]", "true"})
    @DisplayName("auth-81: a certificate is an object")
    void aCertificateIsAnObject(String json) {
        JsonNode certificate = Json.MAPPER.readTree(json.replace("'", "\""));
        assertThatThrownBy(() -> Certificate.parse(certificate))
                .isInstanceOf(Refusal.class)
                .hasMessage("ext.certificate must be a JSON object");
    }

    @Test
    @DisplayName("auth-82: times are checked with five minutes of tolerance")
    void timesAreCheckedWithFiveMinutesOfTolerance() {
        Certificate certificate = Certificate.parse(certificate(UNNAMED));
        Instant start = Instant.ofEpochMilli(1438964811744L);
        Instant expiry = Instant.ofEpochMilli(1439051211744L);
        Duration skew = Duration.ofMinutes(5);
        certificate.checkTimes(start);
        certificate.checkTimes(start.minus(skew));
        certificate.checkTimes(expiry.plus(skew));
        assertThatThrownBy(() -> certificate.checkTimes(start.minus(skew).minusMillis(1)))
                .hasMessage("ext.certificate.start > now");
        assertThatThrownBy(() -> certificate.checkTimes(expiry.plus(skew).plusMillis(1)))
                .hasMessage("ext.certificate.expiry < now");
        assertThat(certificate.expires()).isEqualTo(expiry);
    }

    @Test
    @DisplayName("auth-82: the longest life is thirty one days to the millisecond")
    void theLongestLifeIsThirtyOneDaysToTheMillisecond() {
        long month = Duration.ofDays(31).toMillis();
        Instant start = Instant.ofEpochMilli(1438964811744L);
        with("expiry", String.valueOf(start.toEpochMilli() + month)).checkTimes(start);
        Certificate longer = with("expiry", String.valueOf(start.toEpochMilli() + month + 1));
        assertThatThrownBy(() -> longer.checkTimes(start))
                .hasMessage("ext.certificate cannot last longer than 31 days!");
    }

    @Test
    @DisplayName("auth-111: without scopes both forms of the signed text are good")
    void withoutScopesBothFormsOfTheSignedTextAreGood() {
        String text = "version:1\nseed:JYR4wzMCTG6XeDS2cDUCMwH0RFUXGfQjK7LgqD-e6lSQ\nstart:1438964811744\n"
                + "expiry:1439051211744\nscopes:";
        for (String signed : List.of(text, text + "\n")) {
            ObjectNode certificate = certificate(java.util.Base64.getEncoder().encodeToString(ISSUER_TOKEN.of(signed)));
            certificate.putArray("scopes");
            assertThat(Certificate.parse(certificate).isSignedWith(ISSUER_TOKEN, null))
                    .isTrue();
        }
        ObjectNode other = certificate(java.util.Base64.getEncoder().encodeToString(ISSUER_TOKEN.of(text + "null")));
        other.putArray("scopes");
        assertThat(Certificate.parse(other).isSignedWith(ISSUER_TOKEN, null)).isFalse();
    }
}
