package taskcluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class JsonTest {
    record Sample(String zebra, @Nullable String apple, Instant created, Optional<Integer> count, List<String> names) {}

    @Test
    void writesRecordsInTheirOrderWithoutWhatIsAbsent() {
        Instant created = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(Json.MAPPER.writeValueAsString(new Sample("z", null, created, Optional.empty(), List.of())))
                .isEqualTo("{\"zebra\":\"z\",\"created\":\"2026-01-01T00:00:00.000Z\",\"names\":[]}");
        assertThat(Json.MAPPER.writeValueAsString(new Sample("z", "a", created, Optional.of(1), List.of("n"))))
                .isEqualTo("{\"zebra\":\"z\",\"apple\":\"a\",\"created\":\"2026-01-01T00:00:00.000Z\",\"count\":1,"
                        + "\"names\":[\"n\"]}");
    }

    @Test
    void keepsNullsOfMapsAndTrees() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("b", null);
        map.put("a", 1);
        assertThat(Json.MAPPER.writeValueAsString(map)).isEqualTo("{\"b\":null,\"a\":1}");
        JsonNode tree = Json.MAPPER.readTree("{\"b\":null,\"a\":[1.5,null]}");
        assertThat(Json.MAPPER.writeValueAsString(tree)).isEqualTo("{\"b\":null,\"a\":[1.5,null]}");
    }

    @Test
    void readsRecordsAndIgnoresWhatItDoesNotKnow() {
        Sample sample = Json.MAPPER.readValue(
                "{\"zebra\":\"z\",\"created\":\"2026-01-01T01:00:00.5+01:00\",\"names\":[\"n\"],\"other\":{}}",
                Sample.class);
        assertThat(sample)
                .isEqualTo(new Sample(
                        "z", null, Instant.parse("2026-01-01T00:00:00.500Z"), Optional.empty(), List.of("n")));
    }

    @Test
    void refusesTimesThatAreNone() {
        assertThatThrownBy(() -> Json.MAPPER.readValue("{\"created\":\"yesterday\"}", Sample.class))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("not an RFC 3339 date and time");
        assertThatThrownBy(() -> Json.MAPPER.readValue("{\"created\":{}}", Sample.class))
                .isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> Json.MAPPER.readTree("{} x")).isInstanceOf(JacksonException.class);
    }

    @Test
    void readsAndWritesYaml() {
        JsonNode tree = Json.YAML.readTree("{AllOf: [a, 'b:<c>']}");
        assertThat(Json.MAPPER.writeValueAsString(tree)).isEqualTo("{\"AllOf\":[\"a\",\"b:<c>\"]}");
        assertThat(Json.YAML.writeValueAsString(Map.of("at", Instant.EPOCH))).contains("1970-01-01T00:00:00.000Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00.000Z",
        "2026-01-01T00:00:00.1Z, 2026-01-01T00:00:00.100Z",
        "2026-01-01t00:00:00.123456789z, 2026-01-01T00:00:00.123Z",
        "2026-01-01T00:00:00.12399999999999Z, 2026-01-01T00:00:00.123Z",
        "2026-01-01 00:00:00+02:00, 2025-12-31T22:00:00.000Z",
        "2026-01-01T00:00:00-05:30, 2026-01-01T05:30:00.000Z",
        "2026-01-01T00:00:00-00:00, 2026-01-01T00:00:00.000Z",
        "3026-01-01T00:00:00.000Z, 3026-01-01T00:00:00.000Z",
        "0001-01-01T00:00:00.000Z, 0001-01-01T00:00:00.000Z"
    })
    void timestampsAreReadInAnyFormAndWrittenInOne(String text, String canonical) {
        assertThat(Json.timestamp(Json.parseTimestamp(text))).isEqualTo(canonical);
    }

    @Test
    void timestampsBeforeTheEpochAreCutDownwards() {
        assertThat(Json.timestamp(Instant.parse("1969-12-31T23:59:59.9999Z"))).isEqualTo("1969-12-31T23:59:59.999Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-01",
                "2026-01-01T00:00Z",
                "2026-01-01T00:00:00",
                "2026-02-30T00:00:00Z",
                "2026-01-01T25:00:00Z",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00+0100",
                "26-01-01T00:00:00Z",
                "2026-01-01T00:00:00Zjunk"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Json.parseTimestamp(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an RFC 3339 date and time");
    }
}
