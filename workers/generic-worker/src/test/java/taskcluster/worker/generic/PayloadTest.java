package taskcluster.worker.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.worker.payload.DeclaredArtifact;
import taskcluster.worker.payload.InvalidPayloadException;
import taskcluster.worker.payload.InvalidPayloadException.Violation;
import taskcluster.worker.payload.Payload;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.RunKey;
import tools.jackson.databind.node.ObjectNode;

class PayloadTest {
    private static final Instant DEADLINE = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant EXPIRES = Instant.parse("2026-02-01T12:00:00Z");

    private final NativePayload reader = new NativePayload(EngineChoice.MULTIUSER);

    private static ClaimedTask claim(ObjectNode payload) {
        ObjectNode task = Json.MAPPER.createObjectNode();
        task.put("created", Json.timestamp(DEADLINE.minus(Duration.ofHours(1))))
                .put("deadline", Json.timestamp(DEADLINE))
                .put("expires", Json.timestamp(EXPIRES))
                .set("payload", payload);
        return new ClaimedTask(new RunKey("t", 0), task, DEADLINE, new Credentials("c", "t"));
    }

    private Payload read(ObjectNode payload) throws InvalidPayloadException {
        return reader.read(claim(payload));
    }

    private List<String> violations(ObjectNode payload) {
        InvalidPayloadException e = catchThrowableOfType(InvalidPayloadException.class, () -> read(payload));
        return e == null
                ? List.of()
                : e.violations().stream().map(Violation::toString).toList();
    }

    private static ObjectNode good() {
        return Payloads.scripts("true");
    }

    @Test
    void defaultsOfAMinimalPayload() throws InvalidPayloadException {
        Payload payload = read(good());
        assertThat(payload.commands()).containsExactly(List.of("/bin/sh", "-c", "true"));
        assertThat(payload.maxRunTime()).isEqualTo(Duration.ofMinutes(2));
        assertThat(payload.logs().live()).isEqualTo("public/logs/live.log");
        assertThat(payload.logs().backing()).isEqualTo("public/logs/live_backing.log");
        assertThat(payload.declines("liveLog")).isFalse();
        assertThat(payload.asksFor("liveLog")).isFalse();
        assertThat(payload.artifacts()).isEmpty();
        assertThat(payload.retryExitCodes()).isEmpty();
    }

    @Test
    void everythingThatIsSetIsRead() throws InvalidPayloadException {
        Payload payload = read(Payloads.json("""
                {
                  "command": [["a", "b"], ["c"]],
                  "maxRunTime": 7,
                  "env": {"A": "1"},
                  "artifacts": [{
                    "type": "directory", "path": "p", "name": "n", "expires": "2026-01-15T00:00:00Z",
                    "contentType": "text/x", "contentEncoding": "identity", "optional": true
                  }],
                  "features": {"liveLog": false, "backingLog": true},
                  "logs": {"live": "l", "backing": "b"},
                  "onExitStatus": {"retry": [3], "purgeCaches": [0]},
                  "mounts": [], "osGroups": [], "supersederUrl": "x", "taskclusterProxyInterface": "docker-bridge"
                }"""));
        DeclaredArtifact artifact = payload.artifacts().getFirst();
        assertThat(artifact.kind()).isEqualTo(DeclaredArtifact.Kind.DIRECTORY);
        assertThat(artifact.name()).contains("n");
        assertThat(artifact.expires()).contains(Instant.parse("2026-01-15T00:00:00Z"));
        assertThat(artifact.contentType()).contains("text/x");
        assertThat(artifact.contentEncoding()).contains("identity");
        assertThat(artifact.optional()).isTrue();
        assertThat(payload.environment()).containsEntry("A", "1");
        assertThat(payload.declines("liveLog")).isTrue();
        assertThat(payload.asksFor("backingLog")).isTrue();
        assertThat(payload.logs().live()).isEqualTo("l");
        assertThat(payload.retryExitCodes()).containsExactly(3);
        assertThat(payload.maxRunTime()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void t24_t27_whatIsRequired() {
        assertThat(violations(Payloads.json("{}")))
                .containsExactlyInAnyOrder("(root): command is required", "(root): maxRunTime is required");
        assertThat(violations(Payloads.json("{\"maxRunTime\": 1, \"command\": []}")))
                .containsExactly("command: Array must have at least 1 items");
        assertThat(violations(Payloads.json("{\"maxRunTime\": 1, \"command\": [[]]}")))
                .containsExactly("command.0: Array must have at least 1 items");
    }

    @Test
    void t25_variablesAreTexts() {
        ObjectNode payload = good();
        payload.putObject("env").put("A", 123);
        assertThat(violations(payload)).containsExactly("env.A: Invalid type. Expected: string, given: integer");
    }

    @Test
    void t26_unknownKeysAreRefused() {
        assertThat(violations(good().put("extra", true)))
                .containsExactly("(root): Additional property extra is not allowed");
        ObjectNode features = good();
        features.putObject("features").put("unheardOf", false);
        assertThat(violations(features)).containsExactly("features: Additional property unheardOf is not allowed");
    }

    @Test
    void t28_aMisspeltMountIsExplained() {
        ObjectNode payload = good();
        payload.withArray("mounts").add(Payloads.json("""
                {"directory": "d", "format": "zip", "content": {"url": "https://x.example.com/", "sha356": "x"}}"""));
        assertThat(violations(payload)).containsExactly("mounts.0.content: Additional property sha356 is not allowed");
    }

    @ParameterizedTest
    @CsvSource({"-2, false", "-1, true", "0, true", "3600, true"})
    void t29_artifactsDoNotExpireBeforeTheDeadline(int seconds, boolean good) {
        assertExpiry(DEADLINE.plusSeconds(seconds), good, "expires before task deadline");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, false"})
    void t29_artifactsDoNotExpireAfterTheTask(int seconds, boolean good) {
        assertExpiry(EXPIRES.plusSeconds(seconds), good, "expires after task expiry");
    }

    private void assertExpiry(Instant expires, boolean good, String problem) {
        ObjectNode payload = Payloads.artifact(
                good(), "{\"type\":\"file\",\"path\":\"p\",\"expires\":\"" + Json.timestamp(expires) + "\"}");
        if (good) {
            assertThatCode(() -> read(payload)).doesNotThrowAnyException();
        } else {
            assertThat(violations(payload))
                    .singleElement()
                    .asString()
                    .startsWith("artifacts.0.expires: ")
                    .contains(problem);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", ""})
    void t31_contentEncodings(String encoding) {
        ObjectNode payload = Payloads.artifact(
                good(), "{\"type\":\"file\",\"path\":\"p\",\"contentEncoding\":\"" + encoding + "\"}");
        assertThat(violations(payload))
                .containsExactly("artifacts.0.contentEncoding: Must be one of the following: \"identity\", \"gzip\"");
    }

    @Test
    void t35_retryExitCodesArePositive() {
        ObjectNode payload = good();
        payload.putObject("onExitStatus").putArray("retry").add(-1);
        assertThat(violations(payload)).containsExactly("onExitStatus.retry.0: Must be greater than or equal to 1");
    }

    @Test
    void t36_purgeExitCodesAreNotNegative() {
        ObjectNode payload = good();
        payload.putObject("onExitStatus").putArray("purgeCaches").add(-1);
        assertThat(violations(payload))
                .containsExactly("onExitStatus.purgeCaches.0: Must be greater than or equal to 0");
    }

    @Test
    void t37_artifactsAreDeclaredOnce() {
        ObjectNode payload = good();
        Payloads.artifact(payload, "{\"type\":\"file\",\"path\":\"p\"}");
        Payloads.artifact(payload, "{\"path\":\"p\",\"type\":\"file\"}");
        assertThat(violations(payload)).containsExactly("artifacts: Array items must be unique");
    }

    @Test
    void textsThatTheOperatingSystemCannotTakeAreRefused() {
        ObjectNode payload = good();
        payload.putObject("env").put("A", "x\0y").put("B=C", "1");
        payload.withArray("command").addArray().add("echo").add("\0");
        assertThat(violations(payload))
                .containsExactlyInAnyOrder(
                        "env.A: Must not contain the NUL character",
                        "env: \"B=C\" is not possible as the name of a variable",
                        "command.1.1: Must not contain the NUL character");
    }

    @Test
    void aPayloadForContainersIsExplained() {
        ObjectNode payload = Payloads.json("{\"image\": \"ubuntu\", \"command\": [\"true\"], \"maxRunTime\": 1}");
        assertThatThrownBy(() -> read(payload))
                .hasMessageContaining("\"image\"")
                .hasMessageContaining("native payloads only");
    }

    @Test
    void theInsecureEngineKnowsFewerFeatures() {
        NativePayload insecure = new NativePayload(EngineChoice.INSECURE);
        assertThat(reader.schemaText()).contains("chainOfTrust", "runTaskAsCurrentUser");
        assertThat(insecure.schemaText()).doesNotContain("chainOfTrust", "runTaskAsCurrentUser");
        ObjectNode payload = good();
        payload.putObject("features").put("chainOfTrust", true);
        assertThatThrownBy(() -> insecure.read(claim(payload))).hasMessageContaining("chainOfTrust is not allowed");
    }
}
