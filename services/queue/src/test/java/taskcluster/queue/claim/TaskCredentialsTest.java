package taskcluster.queue.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.core.Json;
import taskcluster.queue.claim.TaskCredentials.Credentials;
import tools.jackson.databind.JsonNode;

class TaskCredentialsTest {
    private static final String SEED = "JYR4wzMCTG6XeDS2cDUCMwH0RFUXGfQjK7LgqD-e6lSQ";
    private static final Worker WORKER = new Worker("group", "worker");

    @Test
    void namedCredentialsAreSignedAsAuthVerifiesThem() {
        TaskCredentials issuer = new TaskCredentials("def/ghi@XXX", "tokenABCDEFGH", () -> SEED);
        Credentials credentials = issuer.named(
                "abc/def/ghi",
                List.of("scope/asd:fhjdf/X", "scope/asd:fhjdf/XYZ*"),
                Instant.ofEpochMilli(1438964811744L),
                Instant.ofEpochMilli(1439051211744L));
        assertThat(credentials.clientId()).isEqualTo("abc/def/ghi");
        assertThat(credentials.accessToken()).isEqualTo("R4OVHWpIvy6KsqS4AWE51QwbvgLvsstS6e6UW8IfHUY");
        assertThat(Json.MAPPER.readTree(credentials.certificate())).isEqualTo(Json.MAPPER.readTree("""
                                {
                                  "version": 1,
                                  "scopes": ["scope/asd:fhjdf/X", "scope/asd:fhjdf/XYZ*"],
                                  "start": 1438964811744,
                                  "expiry": 1439051211744,
                                  "seed": "JYR4wzMCTG6XeDS2cDUCMwH0RFUXGfQjK7LgqD-e6lSQ",
                                  "signature": "nNEaLtZMiw627NuDbF5Z8HDFc57MGWCptXBQSYNFgBk=",
                                  "issuer": "def/ghi@XXX"
                                }"""));
    }

    @Test
    void credentialsOfARunCanKeepItAndDoWhatItsTaskMay() {
        TaskCredentials issuer = new TaskCredentials("queue", "token");
        Credentials credentials = issuer.forRun(
                "task-id", 3, WORKER, List.of("b", "a"), Instant.ofEpochMilli(1), Instant.ofEpochMilli(1725639667664L));
        JsonNode certificate = Json.MAPPER.readTree(credentials.certificate());
        assertThat(certificate.path("scopes").valueStream().map(JsonNode::asString))
                .containsExactly(
                        "queue:reclaim-task:task-id/3",
                        "queue:resolve-task:task-id/3",
                        "queue:create-artifact:task-id/3",
                        "b",
                        "a");
        assertThat(certificate.path("start").asLong()).isEqualTo(1);
        assertThat(certificate.path("expiry").asLong()).isEqualTo(1725639667664L);
        assertThat(certificate.path("seed").asString()).hasSize(44);
        assertThat(issuer.forRun("task-id", 3, WORKER, List.of(), Instant.EPOCH, Instant.EPOCH))
                .as("two sets of credentials are never the same")
                .isNotEqualTo(issuer.forRun("task-id", 3, WORKER, List.of(), Instant.EPOCH, Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource({
        "1725639667664, 1725639667.664",
        "1725639667500, 1725639667.5",
        "1725639667007, 1725639667.007",
        "1725639667000, 1725639667"
    })
    void theClientIdTellsWhenTheClaimLapses(long takenUntil, String seconds) {
        assertThat(new TaskCredentials("queue", "token")
                        .forRun("id", 0, WORKER, List.of(), Instant.EPOCH, Instant.ofEpochMilli(takenUntil))
                        .clientId())
                .isEqualTo("task-client/id/0/on/group/worker/until/" + seconds);
    }
}
