package taskcluster.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** That the URLs are those that the SDK's own presigner makes. */
class PresignedUrlsTest {
    private static final Duration VALIDITY = Duration.ofMinutes(45);
    private static final List<String> KEYS = List.of(
            "simple",
            "t/0/public/log.txt",
            "with space and+plus",
            "a//b/../c/./d",
            "per%cent&question?=hash#",
            "umläut/日本語/😀",
            "~-_.!*'()");

    static List<S3Access> stores() {
        return List.of(
                new S3Access("us-east-1", "KEY", "secret", null, false),
                new S3Access("eu-central-1", "KEY", "secret", null, true),
                new S3Access("cn-north-1", "KEY", "secret", null, false),
                new S3Access("us-east-1", "KEY", "secret", "http://127.0.0.1:9000", true),
                new S3Access("us-east-1", "KEY", "secret", "https://store.example.com", false),
                new S3Access("us-east-1", "KEY", "secret", "https://example.com/below", true));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void downloadsAreSignedAsByTheSdk(S3Access access) {
        try (S3Presigner presigner = presigner(access)) {
            for (String bucket : List.of("bucket", "dotted.bucket")) {
                for (String key : KEYS) {
                    String expected = presigner
                            .presignGetObject(request -> request.signatureDuration(VALIDITY)
                                    .getObjectRequest(get -> get.bucket(bucket).key(key)))
                            .url()
                            .toString();
                    assertSame(urls(access, expected).get(new S3Object(bucket, key), VALIDITY), expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void uploadsAreSignedAsByTheSdk(S3Access access) {
        try (S3Presigner presigner = presigner(access)) {
            for (String key : KEYS) {
                String expected = presigner
                        .presignPutObject(request -> request.signatureDuration(VALIDITY)
                                .putObjectRequest(put -> put.bucket("bucket")
                                        .key(key)
                                        .contentType("text/plain; charset=utf-8")
                                        .contentLength(12L)
                                        .contentDisposition("attachment")))
                        .url()
                        .toString();
                Map<String, String> headers = Map.of(
                        "Content-Type",
                        "text/plain; charset=utf-8",
                        "Content-Length",
                        "12",
                        "Content-Disposition",
                        "attachment");
                assertSame(urls(access, expected).put(new S3Object("bucket", key), headers, VALIDITY), expected);
            }
        }
    }

    private static S3Presigner presigner(S3Access access) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(Region.of(access.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(access.accessKeyId(), access.secretAccessKey())))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(access.forcePathStyle())
                        .build());
        if (access.endpoint() != null) {
            builder.endpointOverride(URI.create(access.endpoint()));
        }
        return builder.build();
    }

    /** With the clock at the time of a URL. */
    private static PresignedUrls urls(S3Access access, String at) {
        String date =
                at.replaceAll(".*X-Amz-Date=(\\d{4})(\\d\\d)(\\d\\dT\\d\\d)(\\d\\d)(\\d\\dZ).*", "$1-$2-$3:$4:$5");
        return new PresignedUrls(access, Clock.fixed(Instant.parse(date), ZoneOffset.UTC));
    }

    private static void assertSame(String url, String expected) {
        assertThat(url.replaceFirst("\\?.*", "")).isEqualTo(expected.replaceFirst("\\?.*", ""));
        assertThat(parameters(url)).isEqualTo(parameters(expected));
    }

    private static Set<String> parameters(String url) {
        return Arrays.stream(url.substring(url.indexOf('?') + 1).split("&")).collect(Collectors.toSet());
    }
}
