package taskcluster.jsone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** The cases of JSON-e that the platform's table of edge cases numbers, each as it stands there. */
class JsonENumberedCasesTest {
    private static String render(String template) {
        Map<String, JsonNode> context = Map.of(
                "x", Json.MAPPER.readTree("{\"y\": true}"),
                "list", Json.MAPPER.readTree("[1, 2]"),
                "a", Json.MAPPER.readTree("7"));
        return JsonE.render(Json.MAPPER.readTree(template), context, Instant.EPOCH)
                .toString();
    }

    @ParameterizedTest(name = "platform-{0}: {1}")
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "56 -> {\"$eval\":\"!(x.y)\"} -> false",
                "57 -> [{\"$if\":\"false\",\"then\":1}] -> []",
                "57 -> {\"a\":{\"$if\":\"false\",\"then\":1}} -> {}",
                "57 -> {\"$if\":\"false\",\"then\":1} -> null",
                "58 -> \"${null}x\" -> \"x\"",
                "58 -> \"$${a}\" -> \"${a}\"",
                "59 -> {\"$match\":{\"true\":1,\"1==1\":2}} -> [2,1]",
                "60 -> {\"$eval\":\"x['nope']\"} -> null",
                "60 -> {\"$eval\":\"list[-5]\"} -> 1",
                "61 -> {\"$fromNow\":\"1 month\",\"from\":\"2020-01-31T00:00:00Z\"} -> \"2020-03-01T00:00:00.000Z\"",
                "62 -> {\"$json\":{\"b\":1,\"a\":[{\"d\":2,\"c\":3}]}} -> \"{\\\"a\\\":[{\\\"c\\\":3,\\\"d\\\":2}],\\\"b\\\":1}\"",
                "63 -> {\"$1\":1} -> {\"$1\":1}"
            })
    void whatComesOut(int number, String template, String result) {
        assertThat(render(template)).as("case %d", number).isEqualTo(result);
    }

    @ParameterizedTest(name = "platform-{0}: {1}")
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "56 -> {\"$eval\":\"!x.y\"} -> expects objects",
                "58 -> \"${[1]}\" -> produced an array or object",
                "59 -> {\"$switch\":{\"true\":1,\"1==1\":2}} -> $switch can only have one truthy condition",
                "60 -> {\"$eval\":\"x.nope\"} -> object has no property",
                "60 -> {\"$eval\":\"list[5]\"} -> index out of bounds",
                "63 -> {\"$a\":1} -> is reserved"
            })
    void whatFails(int number, String template, String message) {
        assertThatExceptionOfType(JsonEException.class)
                .as("case %d", number)
                .isThrownBy(() -> render(template))
                .withMessageContaining(message);
    }
}
