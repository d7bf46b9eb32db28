package taskcluster.index.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.index.IndexFixture.LATER;
import static taskcluster.index.IndexFixture.TASK_A;
import static taskcluster.index.IndexFixture.TASK_B;
import static taskcluster.index.IndexFixture.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.index.IndexFixture;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;

/** Requests that nobody should make: they are refused as the caller's fault, and change nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITHostileInput {
    private IndexFixture index;
    private TestClient root;

    @BeforeAll
    void start() {
        index = IndexFixture.start();
        root = index.root();
        index.insert("a.b", TASK_A, 0);
    }

    @AfterAll
    void stop() {
        index.close();
    }

    private void assertRefused(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(response.code()).isNotEmpty();
        assertThat(index.taskAt("a.b")).isEqualTo(TASK_A);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "2147483648",
                "-2147483649",
                "1e10",
                "1e300",
                "\"10\"",
                "null",
                "true",
                "[1]",
                "99999999999999999999999999999999"
            })
    void ranksAreWholeNumbersOf32Bits(String rank) {
        Response response = root.put("task/a.b", insertion(rank, "{}", "\"2031-01-01T00:00:00Z\""));
        assertRefused(response);
        assertThat(response.message()).contains("rank");
    }

    @Test
    void aWholeNumberMayBeWrittenAsADecimal() {
        assertThat(root.put("task/rank.decimal", insertion("2.0e1", "{}", "\"2031-01-01T00:00:00Z\""))
                        .ok()
                        .path("rank")
                        .intValue())
                .isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tomorrow\"",
                "\"2031-01-01\"",
                "\"0000-01-01T00:00:00Z\"",
                "\"9999-12-31T23:59:59-01:00\"",
                "\"99999-01-01T00:00:00Z\"",
                "1924992000000",
                "null"
            })
    void timesCanBeStoredAndShown(String expires) {
        Response response = root.put("task/a.b", insertion("1", "{}", expires));
        assertRefused(response);
        assertThat(response.message()).contains("expires");
    }

    @Test
    void theLastMomentCanBeStored() {
        root.put("task/at.the.end", insertion("0", "{}", "\"9999-12-31T23:59:59.999Z\""))
                .ok();
        assertThat(root.get("namespaces/at").ok().at("/namespaces/0/expires").asString())
                .isEqualTo("9999-12-31T23:59:59.999Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "\"x\"",
                "7",
                "{\"a\": \"nul \\u0000\"}",
                "{\"a\": \"half \\ud83d\"}",
                "{\"a\": 1e999}"
            })
    void dataIsAnObjectThatCanBeStored(String data) {
        assertRefused(root.put("task/a.b", insertion("1", data, "\"2031-01-01T00:00:00Z\"")));
    }

    @Test
    void otherBodiesAreRefused() {
        assertRefused(root.put("task/a.b", "{"));
        assertRefused(root.put("task/a.b", Map.of()));
        assertRefused(root.put("task/a.b", entry("no slugid", 1, LATER)));
        Map<String, Object> more = entry(TASK_B, 1, LATER);
        more.put("colour", "red");
        assertRefused(root.put("task/a.b", more));
        assertRefused(root.post("tasks/indexes", Map.of("indexes", "a.b")));
        assertRefused(root.post("tasks/indexes", Map.of("indexes", List.of(1))));
        assertRefused(root.post("tasks/indexes", Map.of("paths", List.of())));
        assertRefused(root.post("tasks/indexes", "{\"indexes\": [\"a\\u0000\"]}"));
    }

    private static String insertion(String rank, String data, String expires) {
        return "{\"taskId\": \"%s\", \"rank\": %s, \"data\": %s, \"expires\": %s}"
                .formatted(TASK_B, rank, data, expires);
    }
}
