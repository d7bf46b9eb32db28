package taskcluster.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import taskcluster.api.DatabaseSettings;
import taskcluster.core.Json;

class ObjectConfigTest {
    private static final Map<String, Object> BACKEND = Map.of(
            "backendType", "aws",
            "accessKeyId", "AKEXAMPLE",
            "secretAccessKey", "hidden-value",
            "bucket", "my-bucket",
            "signGetUrls", false);

    private static ObjectConfig bind(Map<String, String> properties) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("object.database.url", "jdbc:postgresql://localhost/tc"));
        all.putAll(properties);
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("object", ObjectConfig.class);
    }

    /** A backend with this value in place of one of its settings; null takes it away. */
    private static String backends(String key, Object value) {
        Map<String, Object> backend = new LinkedHashMap<>(BACKEND);
        if (value == null) {
            backend.remove(key);
        } else {
            backend.put(key, value);
        }
        return Json.MAPPER.writeValueAsString(Map.of("main", backend));
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new ObjectConfig(
                        new DatabaseSettings("jdbc:postgresql://localhost/tc", null, "", 10, Duration.ofSeconds(30)),
                        "{}",
                        "[]",
                        "[]",
                        Duration.ofHours(1)));
    }

    @Test
    void settingsAreChecked() {
        ObjectConfig config = bind(Map.of(
                "object.backends",
                backends("tags", Map.of("Team", "builds")),
                "object.backend-map",
                "[{\"backendId\": \"main\", \"when\": \"all\"}]",
                "object.middleware",
                "[{\"middlewareType\": \"cdn\", \"regexp\": \"x\", \"baseUrl\": \"https://cdn/\", \"ipRanges\":"
                        + " [\"10.0.0.0/8\"]}]",
                "object.expiration-interval",
                "1s"));
        assertThat(config.expirationInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.toString()).doesNotContain("hidden-value", "AKEXAMPLE");
        assertThat(config.backendsSetting().toString()).doesNotContain("hidden-value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backendType | \"azure\" | .backendType must be aws",
                "backendType | null | needs backendType",
                "accessKeyId | null | needs accessKeyId",
                "accessKeyId | \"\" | .accessKeyId must be a text that is not empty",
                "secretAccessKey | null | needs secretAccessKey",
                "bucket | null | needs bucket",
                "bucket | 7 | .bucket must be a text that is not empty",
                "signGetUrls | null | needs signGetUrls",
                "signGetUrls | \"false\" | .signGetUrls must be true or false",
                "endpoint | \"localhost\" | .endpoint must be an http or https URL",
                "endpoint | \"ht tp://x\" | .endpoint is not a URL",
                "tags | {\"a\": 1} | .tags.a must be a text that is not empty",
                "bulkDelete | 1 | .bulkDelete must be true or false",
                "colour | \"red\" | has no setting colour",
            })
    void aWrongBackendIsRefusedByOneLineThatNamesThePlaceAndNoSecret(String key, String value, String problem) {
        Object parsed = value.equals("null") ? null : Json.MAPPER.readValue(value, Object.class);
        assertThatThrownBy(() -> bind(Map.of("object.backends", backends(key, parsed))))
                .rootCause()
                .satisfies(cause -> assertThat(cause.getMessage())
                        .startsWith("object.backends (BACKENDS).main")
                        .endsWith(problem)
                        .doesNotContain("hidden-value"));
    }

    @Test
    void tagsAreForAmazonOnly() {
        Map<String, Object> backend = new LinkedHashMap<>(BACKEND);
        backend.put("endpoint", "https://storage.example.com");
        backend.put("tags", Map.of("a", "b"));
        assertThatThrownBy(
                        () -> bind(Map.of("object.backends", Json.MAPPER.writeValueAsString(Map.of("main", backend)))))
                .rootCause()
                .hasMessageContaining("tags are only supported on Amazon's S3");
    }

    @Test
    void textThatIsNoJsonIsNotQuoted() {
        assertThatThrownBy(() -> bind(Map.of("object.backends", "{\"main\": hidden-value}")))
                .rootCause()
                .hasMessage("object.backends (BACKENDS) is not JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{}] | needs middlewareType",
                "[{\"middlewareType\": \"x\"}] | .middlewareType must be cdn",
                "[{\"middlewareType\": \"cdn\", \"regexp\": \"(\", \"baseUrl\": \"https://x/\"}] | .regexp is no regular",
                "[{\"middlewareType\": \"cdn\", \"regexp\": \"x\"}] | needs baseUrl",
                "[{\"middlewareType\": \"cdn\", \"regexp\": \"x\", \"baseUrl\": \"x\"}] | .baseUrl must be an http",
                "[{\"middlewareType\": \"cdn\", \"regexp\": \"x\", \"baseUrl\": \"https://x/\", \"ipRanges\": []}] | .ipRanges must",
                "[{\"middlewareType\": \"cdn\", \"regexp\": \"x\", \"baseUrl\": \"https://x/\", \"ipRanges\": [\"x\"]}] | must be addr",
                "{\"a\": 1} | must be an array",
            })
    void wrongMiddlewareIsRefused(String middleware, String problem) {
        assertThatThrownBy(() -> bind(Map.of("object.middleware", middleware)))
                .rootCause()
                .hasMessageStartingWith("object.middleware (MIDDLEWARE)")
                .hasMessageContaining(problem);
    }

    @Test
    void bounds() {
        for (String interval : new String[] {"0s", "25h"}) {
            assertThatThrownBy(() -> bind(Map.of("object.expiration-interval", interval)))
                    .rootCause()
                    .hasMessageStartingWith("object.expiration-interval is");
        }
        assertThatThrownBy(() -> bind(Map.of("object.database.url", " ")))
                .rootCause()
                .hasMessageEndingWith("is not set");
    }
}
