package taskcluster.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.secrets.SecretsFixture.FAR;
import static taskcluster.secrets.SecretsFixture.body;
import static taskcluster.secrets.SecretsFixture.expect;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import taskcluster.monitor.JsonLogEncoder;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;

/** Values come out of {@code get} and nowhere else: not of errors, not of logs at any level, not of the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITNothingLeaks {
    private static final String VALUE = "hunter2";

    /** Every line that the process logs while a test runs. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final JsonLogEncoder encoder = new JsonLogEncoder();
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
            lines.add(event.getFormattedMessage() + event.getKeyValuePairs());
        }

        String text() {
            return String.join("\n", lines);
        }
    }

    private final Lines lines = new Lines();
    private final Logger rootLogger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private SecretsFixture secrets;
    private TestClient root;
    private Level levelBefore;

    @BeforeAll
    void start() {
        secrets = SecretsFixture.start();
        root = secrets.root();
        levelBefore = rootLogger.getLevel();
        // Not below: the HTTP client of the test itself would log what it sends.
        rootLogger.setLevel(Level.INFO);
        for (String logger : List.of("taskcluster", "org.springframework", "com.zaxxer", "org.postgresql")) {
            ((Logger) LoggerFactory.getLogger(logger)).setLevel(Level.TRACE);
        }
        lines.setContext(rootLogger.getLoggerContext());
        lines.encoder.setContext(rootLogger.getLoggerContext());
        lines.encoder.start();
        lines.start();
        rootLogger.addAppender(lines);
        // Only these lines matter here, and at this level there are many.
        rootLogger.iteratorForAppenders().forEachRemaining(appender -> {
            if (appender != lines) {
                rootLogger.detachAppender(appender);
            }
        });
    }

    @AfterAll
    void stop() {
        for (String logger : List.of("taskcluster", "org.springframework", "com.zaxxer", "org.postgresql")) {
            ((Logger) LoggerFactory.getLogger(logger)).setLevel(null);
        }
        rootLogger.setLevel(levelBefore);
        rootLogger.detachAppender(lines);
        secrets.close();
    }

    @BeforeEach
    void clear() {
        lines.lines.clear();
    }

    private void assertRefusedWithoutValue(Response response) {
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).doesNotContain(VALUE);
        assertNoneOfTheLines("monitor.apiMethod");
    }

    /** None has the value, once these are there; the line about a request comes after its reply. */
    private void assertNoneOfTheLines(String... expected) {
        Await.untilAsserted(() -> assertThat(lines.text()).contains(expected));
        assertThat(lines.text()).doesNotContain(VALUE);
    }

    @Test
    @DisplayName("secrets-27: a secret that is no object is refused and not shown")
    void aSecretThatIsNoObject() {
        Response response = root.put("secret/x", Map.of("secret", VALUE, "expires", Json.timestamp(FAR)));
        assertRefusedWithoutValue(response);
        assertThat(response.code()).isEqualTo("InputValidationError");
        assertThat(response.body().at("/requestInfo/payload/secret").asString()).isEqualTo("(OMITTED)");
        assertThat(response.body().at("/requestInfo/payload/expires").asString())
                .isEqualTo(Json.timestamp(FAR));
    }

    @Test
    @DisplayName("secrets-28: a wrong expiration is refused without showing the secret")
    void aWrongExpiration() {
        for (Object wrong : List.of("soon", 7, VALUE, Map.of("at", VALUE), "0000-01-01T00:00:00Z")) {
            Response response = root.put("secret/x", Map.of("secret", Map.of("password", VALUE), "expires", wrong));
            assertRefusedWithoutValue(response);
            assertThat(response.body().at("/requestInfo/payload/secret").asString())
                    .isEqualTo("(OMITTED)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"secret\": {\"password\": hunter2}}",
                "{\"secret\": {\"password\": \"hunter2\"}",
                "{\"secret\": {\"password\": \"hunter2\"}} hunter2",
                "hunter2",
                "\"hunter2\"",
                "null",
                "7",
                "[\"hunter2\"]",
                "{\"secrets\": {\"password\": \"hunter2\"}}",
                "{\"password\": \"hunter2\"}",
                "{\"secret\": {\"a\": \"hunter2\\u0000\"}, \"expires\": \"2100-01-01T00:00:00Z\"}",
                "{\"secret\": {\"a\": \"hunter2\\ud800\"}, \"expires\": \"2100-01-01T00:00:00Z\"}",
                "{\"secret\": {\"a\": \"hunter2\"}, \"expires\": \"2100-01-01T00:00:00Z\", \"note\": \"hunter2\"}"
            })
    @DisplayName("secrets-28: bodies that are broken or of another form are refused without being shown")
    void brokenBodies(String body) {
        Response response = root.put("secret/x", body);
        assertRefusedWithoutValue(response);
        assertThat(response.code()).isIn("MalformedPayload", "InputValidationError");
        assertThat(root.get("secret/x").status()).isEqualTo(404);
    }

    @Test
    void refusalsForOtherReasons() {
        TestClient nobody = secrets.client("nobody");
        assertThat(nobody.put("secret/x", body(Map.of("password", VALUE), FAR)).text())
                .contains("InsufficientScopes")
                .doesNotContain(VALUE);
        assertThat(root.as("unknown")
                        .put("secret/x", body(Map.of("password", VALUE), FAR))
                        .text())
                .contains("AuthenticationFailed")
                .doesNotContain(VALUE);
        assertThat(root.withHeader("Content-Type", "text/plain")
                        .put("secret/x", VALUE)
                        .text())
                .contains("MalformedPayload")
                .doesNotContain(VALUE);
        assertNoneOfTheLines("monitor.apiMethod");
    }

    @Test
    void failuresOfTheDatabase() {
        secrets.admin().execute("alter table taskcluster.secrets add constraint never check (false) not valid");
        try {
            Response response = root.put("secret/x", body(Map.of("password", VALUE), FAR));
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text()).doesNotContain(VALUE);
        } finally {
            secrets.admin().execute("alter table taskcluster.secrets drop constraint never");
        }
        assertNoneOfTheLines("monitor.error", "monitor.apiMethod");
    }

    @Test
    void everydayUse() {
        expect(200, root.put("secret/daily", body(Map.of("password", VALUE), FAR)));
        assertThat(expect(200, root.get("secret/daily")).text()).contains(VALUE);
        expect(200, root.get("secrets"));
        expect(200, root.delete("secret/daily"));
        expect(200, root.put("secret/daily", body(Map.of("password", VALUE), FAR)));
        assertNoneOfTheLines("audit-event", "daily", "created", "monitor.apiMethod");
    }

    @Test
    void theDatabaseSeesNoValue() {
        expect(200, root.put("secret/stored", body(Map.of("password", VALUE), FAR)));
        for (String table : List.of("secrets", "audit_history", "events")) {
            assertThat(secrets.admin().queryForList("select t::text from taskcluster." + table + " t", String.class))
                    .as(table)
                    .noneMatch(row -> row.contains(VALUE) || row.contains("password"));
        }
    }

    @Test
    void thingsThatHoldAValueDoNotShowIt() {
        assertThat(new Secret(Json.MAPPER.valueToTree(Map.of("password", VALUE)), FAR).toString())
                .doesNotContain(VALUE);
        assertThat(new SecretChange(VALUE, FAR).toString()).doesNotContain(VALUE);
    }
}
