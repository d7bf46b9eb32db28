package taskcluster.index.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.index.entry.NewEntry;

class TaskEntryTest {
    private static final String TASK =
            "{\"created\": \"2030-01-01T00:00:00Z\", \"expires\": \"2030-02-01T00:00:00Z\", \"extra\": %s}";

    private static NewEntry entry(String extra) {
        return TaskEntry.of("some-task", Json.MAPPER.readTree(TASK.formatted(extra)))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"index\": {}}", "{\"index\": \"x\"}", "{\"index\": null}", "null"})
    void withoutWishesThereAreDefaults(String extra) {
        assertThat(entry(extra))
                .isEqualTo(new NewEntry(
                        "some-task", 0, Json.MAPPER.createObjectNode(), Instant.parse("2030-02-01T00:00:00Z")));
    }

    @Test
    void wishesAreGranted() {
        assertThat(entry(
                        "{\"index\": {\"rank\": -3, \"data\": {\"a\": [1]}, \"expires\": \"2030-01-09T00:00:00.5Z\"}}"))
                .isEqualTo(new NewEntry(
                        "some-task",
                        -3,
                        Json.MAPPER
                                .createObjectNode()
                                .set("a", Json.MAPPER.createArrayNode().add(1)),
                        Instant.parse("2030-01-09T00:00:00.500Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rank\": \"10\"}",
                "{\"rank\": null}",
                "{\"rank\": 1.5}",
                "{\"rank\": 2147483648}",
                "{\"data\": null}",
                "{\"data\": []}",
                "{\"data\": \"x\"}",
                "{\"expires\": \"soon\"}",
                "{\"expires\": null}",
                "{\"expires\": 7}"
            })
    void whatCannotBeEnteredIsNothing(String index) {
        String task = TASK.formatted("{\"index\": " + index + "}");
        assertThat(TaskEntry.of("some-task", Json.MAPPER.readTree(task))).isEmpty();
    }
}
