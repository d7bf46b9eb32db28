package taskcluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.monitor.LogType.Level;
import tools.jackson.databind.JsonNode;

class JsonLogEncoderTest {
    private static final LogType PURGED = new LogType(
            "purged", "Purged", "things.purged", Level.NOTICE, 3, Map.of("count", "How many.", "kind", "Which."));

    private final RecordedLog log = new RecordedLog("taskcluster.encoder-test");
    private final Monitor monitor = Monitor.of("encoder-test", new SimpleMeterRegistry());

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aLineHasEverythingThatCollectorsNeed() {
        Instant before = Instant.now();
        monitor.child("api").log(PURGED, Map.of("count", 7, "kind", "x"));
        JsonNode line = onlyLine();
        assertThat(line.path("Timestamp").asLong())
                .isBetween(
                        before.toEpochMilli() * 1_000_000,
                        Instant.now().plusSeconds(1).toEpochMilli() * 1_000_000);
        assertThat(line.path("Type").asString()).isEqualTo("things.purged");
        assertThat(line.path("Logger").asString()).isEqualTo("taskcluster.encoder-test.api");
        assertThat(line.path("Hostname").asString()).isNotEmpty();
        assertThat(line.path("EnvVersion").asString()).isEqualTo("2.0");
        assertThat(line.path("Severity").asInt()).isEqualTo(5);
        assertThat(line.path("severity").asString()).isEqualTo("NOTICE");
        assertThat(line.path("Pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(line.path("Fields")).isEqualTo(Json.MAPPER.readTree("{\"count\":7,\"kind\":\"x\",\"v\":3}"));
        assertThat(line.path("serviceContext"))
                .isEqualTo(Json.MAPPER.readTree("{\"service\":\"encoder-test\",\"version\":\"1.2.3\"}"));
        assertThat(line.has("message")).isFalse();
        assertThat(line.has("traceId")).isFalse();
        assertThat(log.lines().getFirst()).endsWith("}\n").doesNotContain("\n{");
    }

    @Test
    void keysAreSorted() {
        monitor.log(Level.INFO, "some.type", Map.of("b", Map.of("z", 1, "a", 2), "a", 1));
        assertThat(onlyLine().propertyNames())
                .containsExactly(
                        "EnvVersion",
                        "Fields",
                        "Hostname",
                        "Logger",
                        "Pid",
                        "Severity",
                        "Timestamp",
                        "Type",
                        "serviceContext",
                        "severity");
        assertThat(log.lines().getFirst()).contains("\"Fields\":{\"a\":1,\"b\":{\"a\":2,\"z\":1}}");
    }

    @Test
    @DisplayName("platform-42: secrets are elided")
    void secretsAreElided() {
        monitor.log(Level.INFO, "some.type", Map.of("a", Map.of("accessToken", "x")));
        assertThat(fields()).isEqualTo(Json.MAPPER.readTree("{\"a\":{\"accessToken\":\"...\"}}"));
    }

    @Test
    void everySecretKeyIsElidedAtAnyDepth() {
        for (String key :
                List.of("credentials", "accessToken", "password", "secretAccessKey", "secret", "secrets", "bewit")) {
            monitor.log(
                    Level.INFO, "some.type", Map.of(key, "hidden", "list", List.of(Map.of(key, List.of("hidden")))));
            monitor.log(
                    Level.INFO,
                    "some.type",
                    Map.of("node", Json.MAPPER.readTree("{\"" + key + "\":{\"x\":\"hidden\"}}")));
        }
        assertThat(log.lines()).hasSize(14).allMatch(line -> line.contains("\"...\"") && !line.contains("hidden"));
    }

    @Test
    @DisplayName("platform-43: null cannot be logged")
    void nullCannotBeLogged() {
        monitor.log(Level.INFO, "some.type", null);
        assertLoggingError("some.type");
    }

    @Test
    @DisplayName("platform-43: neither can booleans nor fields called meta")
    void neitherCanBooleansNorFieldsCalledMeta() {
        monitor.log(Level.INFO, "one.type", true);
        assertLoggingError("one.type");
        log.lines().clear();
        monitor.log(Level.INFO, "two.type", Map.of("meta", 1));
        assertLoggingError("two.type");
    }

    private void assertLoggingError(String originalType) {
        JsonNode line = onlyLine();
        assertThat(line.path("Type").asString()).isEqualTo("monitor.loggingError");
        assertThat(line.path("Severity").asInt()).isEqualTo(3);
        assertThat(line.path("Fields").path("originalType").asString()).isEqualTo(originalType);
    }

    @Test
    void textsAndNumbersBecomeMessagesAndListsValues() {
        monitor.log(Level.INFO, "some.type", "hello\nworld");
        assertThat(fields()).isEqualTo(Json.MAPPER.readTree("{\"message\":\"hello\\nworld\"}"));
        assertThat(onlyLine().path("message").asString()).isEqualTo("hello");
        log.lines().clear();
        monitor.log(Level.INFO, "some.type", 5);
        assertThat(fields()).isEqualTo(Json.MAPPER.readTree("{\"message\":\"5\"}"));
        log.lines().clear();
        monitor.log(Level.INFO, "some.type", Arrays.asList(1, null, "a"));
        assertThat(fields()).isEqualTo(Json.MAPPER.readTree("{\"values\":[1,\"a\"]}"));
    }

    @Test
    void valuesOfManyKindsArePrinted() {
        Map<String, @Nullable Object> fields = new HashMap<>();
        fields.put("absent", null);
        fields.put("empty", Optional.empty());
        fields.put("present", Optional.of("x"));
        fields.put("instant", Instant.EPOCH);
        fields.put("duration", Duration.ofSeconds(90));
        fields.put("array", new String[] {"a", "b"});
        fields.put("flag", true);
        fields.put("level", Level.INFO);
        fields.put("record", new RequestContext("t", "r"));
        monitor.log(Level.INFO, "some.type", fields);
        assertThat(fields()).isEqualTo(Json.MAPPER.readTree("""
                        {"present": "x", "instant": "1970-01-01T00:00:00.000Z", "duration": "PT1M30S",
                         "array": ["a", "b"], "flag": true, "level": "INFO",
                         "record": {"traceId": "t", "requestId": "r"}}"""));
    }

    @Test
    void circlesDoNotHang() {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        monitor.log(Level.INFO, "some.type", Map.of("circle", circle));
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void linesOfARequestCarryItsIds() {
        new RequestContext("trace", "request").run(() -> monitor.logger().info("hello"));
        assertThat(onlyLine().path("traceId").asString()).isEqualTo("trace");
        assertThat(onlyLine().path("requestId").asString()).isEqualTo("request");
        assertThat(RequestContext.current()).isEmpty();
        String inside = new RequestContext("t", "r")
                .call(() -> RequestContext.current().orElseThrow().traceId());
        assertThat(inside).isEqualTo("t");
    }

    @Test
    void errorsAreReportedWithTheirStack() {
        IllegalStateException error = new IllegalStateException("first\nsecond", new RuntimeException("below"));
        monitor.reportError(error, Map.of("taskId", "T"));
        JsonNode line = onlyLine();
        assertThat(line.path("Type").asString()).isEqualTo("monitor.error");
        assertThat(line.path("Severity").asInt()).isEqualTo(3);
        assertThat(line.path("severity").asString()).isEqualTo("ERROR");
        JsonNode fields = line.path("Fields");
        assertThat(fields.path("name").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(fields.path("message").asString()).isEqualTo("first\nsecond");
        assertThat(fields.path("stack").asString())
                .contains("second")
                .contains("Caused by: java.lang.RuntimeException");
        assertThat(fields.path("taskId").asString()).isEqualTo("T");
        assertThat(line.path("message").asString())
                .startsWith("java.lang.IllegalStateException: first\n\tat ")
                .doesNotContain("second");
    }

    @Test
    void errorsWithoutAMessageAreReportedToo() {
        monitor.reportError(new NullPointerException(), Level.WARNING, Map.of());
        assertThat(onlyLine().path("Severity").asInt()).isEqualTo(4);
        assertThat(fields().path("message").asString()).isEqualTo("NullPointerException");
    }

    @Test
    void plainMessagesAreGeneric() {
        monitor.logger()
                .atWarn()
                .addKeyValue("taskId", "T")
                .setCause(new RuntimeException("why"))
                .log("it {}", "failed");
        JsonNode line = onlyLine();
        assertThat(line.path("Type").asString()).isEqualTo("monitor.generic");
        assertThat(line.path("Severity").asInt()).isEqualTo(4);
        assertThat(line.path("serviceContext").path("service").asString()).isEqualTo("fallback");
        assertThat(line.path("Fields").path("message").asString()).isEqualTo("it failed");
        assertThat(line.path("Fields").path("taskId").asString()).isEqualTo("T");
        assertThat(line.path("Fields").path("name").asString()).isEqualTo("java.lang.RuntimeException");
        assertThat(line.path("Fields").path("stack").asString()).contains("why");
        log.lines().clear();
        monitor.logger().debug("quiet");
        assertThat(onlyLine().path("Severity").asInt()).isEqualTo(7);
    }

    @Test
    void everyLevelKeepsItsSeverity() {
        for (Level level : Level.values()) {
            if (level != Level.ANY) {
                log.lines().clear();
                monitor.log(level, "some.type", "x");
                assertThat(onlyLine().path("Severity").asInt()).isEqualTo(level.severity());
                assertThat(onlyLine().path("severity").asString()).isEqualTo(level.label());
            }
        }
    }

    @Test
    void aDeclaredFieldMustNotBeForgotten() {
        assertThatThrownBy(() -> monitor.log(PURGED, Map.of("kind", "x")))
                .isInstanceOf(AssertionError.class)
                .hasMessage("purged lacks [count]");
        assertThatThrownBy(() -> monitor.log(BuiltInLogTypes.PERIODIC, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private JsonNode onlyLine() {
        assertThat(log.lines()).hasSize(1);
        return log.parsed().getFirst();
    }

    private JsonNode fields() {
        return onlyLine().path("Fields");
    }
}
