package taskcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

class CredentialsTest {
    private static final Credentials ISSUER = new Credentials("def/ghi@XXX", "tokenABCDEFGH");
    private static final List<String> SCOPES = List.of("scope/asd:fhjdf/X", "scope/asd:fhjdf/XYZ*");
    private static final Instant START = Instant.ofEpochMilli(1438964811744L);
    private static final Instant EXPIRY = Instant.ofEpochMilli(1439051211744L);
    private static final String SEED = "JYR4wzMCTG6XeDS2cDUCMwH0RFUXGfQjK7LgqD-e6lSQ";

    @Test
    void unnamedTemporaryCredentialsAreSignedAsEveryClientSignsThem() {
        Credentials temporary = TemporaryCredentials.issue(ISSUER, null, SCOPES, START, EXPIRY, SEED);

        assertThat(temporary.clientId()).isEqualTo("def/ghi@XXX");
        assertThat(temporary.accessToken()).isEqualTo("R4OVHWpIvy6KsqS4AWE51QwbvgLvsstS6e6UW8IfHUY");
        JsonNode certificate = certificate(temporary);
        assertThat(certificate.get("signature").asString()).isEqualTo("45AlB/hKZZZz4Tf3NaidutasfgBnr4t2AxwBiGDQF9Q=");
        assertThat(certificate.get("version").asInt()).isEqualTo(1);
        assertThat(certificate.get("start").asLong()).isEqualTo(1438964811744L);
        assertThat(certificate.get("expiry").asLong()).isEqualTo(1439051211744L);
        assertThat(certificate.get("scopes").toString()).isEqualTo("[\"scope/asd:fhjdf/X\",\"scope/asd:fhjdf/XYZ*\"]");
        assertThat(certificate.has("issuer")).isFalse();
    }

    @Test
    void namedTemporaryCredentialsAreSignedAsEveryClientSignsThem() {
        Credentials temporary = TemporaryCredentials.issue(ISSUER, "abc/def/ghi", SCOPES, START, EXPIRY, SEED);

        assertThat(temporary.clientId()).isEqualTo("abc/def/ghi");
        assertThat(temporary.accessToken()).isEqualTo("R4OVHWpIvy6KsqS4AWE51QwbvgLvsstS6e6UW8IfHUY");
        JsonNode certificate = certificate(temporary);
        assertThat(certificate.get("signature").asString()).isEqualTo("nNEaLtZMiw627NuDbF5Z8HDFc57MGWCptXBQSYNFgBk=");
        assertThat(certificate.get("issuer").asString()).isEqualTo("def/ghi@XXX");
        assertThat(certificate.has("clientId")).isFalse();
    }

    @Test
    void eachIssueHasItsOwnSeedOf44Characters() {
        Credentials first = ISSUER.createTemporaryCredentials(SCOPES, Duration.ofHours(1));
        Credentials second = ISSUER.createTemporaryCredentials(SCOPES, Duration.ofHours(1));

        assertThat(certificate(first).get("seed").asString()).hasSize(44);
        assertThat(certificate(first).get("seed"))
                .isNotEqualTo(certificate(second).get("seed"));
    }

    @Test
    void refusesWhatTheServerWouldRefuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ISSUER.createTemporaryCredentials(
                        SCOPES, Duration.ofDays(31).plusMillis(1)))
                .withMessageContaining("31 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ISSUER.createNamedTemporaryCredentials("def/ghi@XXX", SCOPES, START, EXPIRY))
                .withMessageContaining("must differ");
        Credentials temporary = ISSUER.createTemporaryCredentials(SCOPES, Duration.ofDays(31));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> temporary.createTemporaryCredentials(SCOPES, Duration.ofHours(1)))
                .withMessageContaining("can't issue");
    }

    @Test
    void aBrokenCertificateIsRefusedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Credentials("a", "b", "{version: 1"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Credentials("a", "b", "[]"));
    }

    @Test
    void theEnvironmentGivesAllOrNothing() {
        assertThat(Credentials.fromEnvironment(Map.of("TASKCLUSTER_CLIENT_ID", "")))
                .isEmpty();
        assertThat(Credentials.fromEnvironment(Map.of(
                        "TASKCLUSTER_CLIENT_ID", "me",
                        "TASKCLUSTER_ACCESS_TOKEN", "secret",
                        "TASKCLUSTER_CERTIFICATE", "{\"version\": 1}")))
                .contains(new Credentials("me", "secret", "{\"version\": 1}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.fromEnvironment(Map.of("TASKCLUSTER_CLIENT_ID", "me")))
                .withMessageContaining("TASKCLUSTER_ACCESS_TOKEN");
    }

    @Test
    void thePrintedFormHasNoSecret() {
        assertThat(new Credentials("me", "secret-token", "{\"signature\": \"secret-signature\"}"))
                .hasToString("Credentials[me, temporary]");
    }

    private static JsonNode certificate(Credentials credentials) {
        return Json.MAPPER.readTree(Objects.requireNonNull(credentials.certificate()));
    }
}
