package taskcluster.queue.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.s3.S3Object;

class BucketsTest {
    private static final S3Object PUBLIC = new S3Object("public-bucket", "task/0/public/test with spaces");
    private static final S3Object PRIVATE = new S3Object("private-bucket", "task/0/private/x");

    @Test
    @DisplayName("queue-150: public download through CDN is encoded")
    void publicDownloadThroughCdnIsEncoded() {
        Buckets buckets = buckets(Map.of("public-bucket-cdn", "https://example.com/"));
        assertThat(buckets.downloadUrl(PUBLIC, false))
                .isEqualTo("https://example.com/task/0/public/test%20with%20spaces");
    }

    @Test
    @DisplayName("queue-150: public download from Amazon names bucket and region")
    void publicDownloadFromAmazonNamesBucketAndRegion() {
        Buckets buckets = buckets(Map.of("public-bucket-cdn", "https://example.com"));
        assertThat(buckets.downloadUrl(PUBLIC, true))
                .isEqualTo("https://public-bucket.s3.us-west-2.amazonaws.com/task/0/public/test%20with%20spaces");
    }

    @Test
    @DisplayName("queue-150: path style download has no doubled slash")
    void pathStyleDownloadHasNoDoubledSlash() {
        Map<String, String> properties = Map.of("endpoint", "http://localhost:3090/", "force-path-style", "true");
        Buckets buckets = buckets(properties);
        assertThat(buckets.downloadUrl(PUBLIC, false))
                .isEqualTo("http://localhost:3090/public-bucket/task/0/public/test%20with%20spaces");
    }

    @Test
    void endpointWithoutPathStyleGetsBucketAsHost() {
        Buckets buckets = buckets(Map.of("endpoint", "https://s3.example.com"));
        assertThat(buckets.downloadUrl(PUBLIC, false)).startsWith("https://public-bucket.s3.example.com/task/0/");
    }

    @Test
    @DisplayName("queue-135: public download is signed only if wanted")
    void publicDownloadIsSignedOnlyIfWanted() {
        Buckets unsigned = buckets(Map.of());
        Buckets signed = buckets(Map.of("sign-public-urls", "true", "public-bucket-cdn", "https://cdn"));
        assertThat(unsigned.downloadUrl(PUBLIC, false)).doesNotContain("X-Amz-Signature");
        assertThat(signed.downloadUrl(PUBLIC, false))
                .contains("X-Amz-Signature", "X-Amz-Expires=1800")
                .doesNotContain("cdn");
    }

    @Test
    void privateDownloadIsAlwaysSigned() {
        Buckets buckets = buckets(Map.of("public-bucket-cdn", "https://example.com"));
        assertThat(buckets.downloadUrl(PRIVATE, false))
                .contains("private-bucket", "X-Amz-Signature", "X-Amz-Expires=1800");
    }

    @Test
    void oneBucketForBothIsAlwaysSigned() {
        Buckets buckets = buckets(Map.of("public-bucket", "private-bucket"));
        assertThat(buckets.downloadUrl(PRIVATE, false)).contains("X-Amz-Signature");
    }

    @Test
    void uploadIsValidTenSecondsLongerThanPromisedAndBindsTheContentType() {
        Buckets buckets = buckets(Map.of());
        assertThat(buckets.uploadUrl(PUBLIC, "text/plain"))
                .contains("X-Amz-Expires=2710", "X-Amz-SignedHeaders=content-type%3Bhost");
    }

    @Test
    void objectInAnotherBucketIsRefused() {
        Buckets buckets = buckets(Map.of());
        assertThatThrownBy(() -> buckets.downloadUrl(new S3Object("former-bucket", "x"), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("former-bucket");
    }

    private static Buckets buckets(Map<String, String> properties) {
        return new Buckets(ArtifactConfigTest.config(properties));
    }
}
