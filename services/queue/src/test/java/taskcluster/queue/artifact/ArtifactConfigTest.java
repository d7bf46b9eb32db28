package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ArtifactConfigTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "public-bucket", "public-bucket",
            "private-bucket", "private-bucket",
            "region", "us-west-2",
            "access-key-id", "AKEXAMPLE",
            "secret-access-key", "hidden-value");

    /** The required properties with these on top; an empty value removes one. */
    static ArtifactConfig config(Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(REQUIRED);
        all.putAll(properties);
        Map<String, String> prefixed = new TreeMap<>();
        all.forEach((key, value) -> prefixed.put("queue.artifacts." + key, value));
        return new Binder(new MapConfigurationPropertySource(prefixed))
                .bind("queue.artifacts", ArtifactConfig.class)
                .get();
    }

    @Test
    void defaults() {
        ArtifactConfig config = config(Map.of());
        assertThat(config.endpoint()).isNull();
        assertThat(config.publicBucketCdn()).isNull();
        assertThat(config.forcePathStyle()).isFalse();
        assertThat(config.signPublicUrls()).isFalse();
        assertThat(config.skipCors()).isFalse();
        assertThat(config.createBuckets()).isFalse();
        assertThat(config.useBulkDelete()).isFalse();
        assertThat(config.expireBatchSize()).isEqualTo(100);
        assertThat(config.expirationDelay()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void emptyOptionalUrlCountsAsNotSet() {
        ArtifactConfig config = config(Map.of("endpoint", "", "public-bucket-cdn", ""));
        assertThat(config.endpoint()).isNull();
        assertThat(config.publicBucketCdn()).isNull();
    }

    @Test
    void urlLosesItsTrailingSlashes() {
        assertThat(config(Map.of("endpoint", "http://localhost:3090/s3//")).endpoint())
                .isEqualTo("http://localhost:3090/s3");
    }

    @ParameterizedTest
    @CsvSource({
        "public-bucket,'',PUBLIC_ARTIFACT_BUCKET",
        "private-bucket,'',PRIVATE_ARTIFACT_BUCKET",
        "region,'',ARTIFACT_REGION",
        "access-key-id,'',AWS_ACCESS_KEY_ID",
        "secret-access-key,'',AWS_SECRET_ACCESS_KEY",
        "endpoint,localhost:3090,AWS_ENDPOINT",
        "endpoint,ht tp://x,AWS_ENDPOINT",
        "public-bucket-cdn,ftp://example.com,PUBLIC_ARTIFACT_BUCKET_CDN",
        "expire-batch-size,0,EXPIRE_ARTIFACTS_BATCH_SIZE",
        "expire-batch-size,1001,EXPIRE_ARTIFACTS_BATCH_SIZE",
    })
    void badValueIsRefusedByOneLineThatNamesKeyAndVariable(String key, String value, String variable) {
        assertThatThrownBy(() -> config(Map.of(key, value)))
                .rootCause()
                .satisfies(cause -> assertThat(cause.getMessage())
                        .startsWith("queue.artifacts." + key + " (" + variable + ") ")
                        .doesNotContain("\n"));
    }

    @Test
    void textLeavesTheSecretOut() {
        assertThat(config(Map.of()).toString()).doesNotContain("hidden-value").doesNotContain("AKEXAMPLE");
    }
}
