package taskcluster.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class TestS3Test {
    @Test
    void storesObjectsThroughSignedUrlsOnly() throws Exception {
        try (TestS3 s3 = TestS3.start("artifacts");
                S3Presigner presigner = presigner(s3, TestS3.SECRET_ACCESS_KEY);
                S3Presigner forger = presigner(s3, "wrong");
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest put = HttpRequest.newBuilder(putUrl(presigner))
                    .PUT(BodyPublishers.ofString("hello"))
                    .build();
            assertThat(http.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
            HttpResponse<String> got =
                    http.send(HttpRequest.newBuilder(getUrl(presigner)).build(), BodyHandlers.ofString());
            assertThat(got.statusCode()).isEqualTo(200);
            assertThat(got.body()).isEqualTo("hello");
            HttpRequest forged = HttpRequest.newBuilder(getUrl(forger)).build();
            assertThat(http.send(forged, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(403);
            HttpRequest unsigned = HttpRequest.newBuilder(URI.create(s3.endpoint() + "/artifacts/a/b"))
                    .build();
            assertThat(http.send(unsigned, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(403);
        }
    }

    private static URI putUrl(S3Presigner presigner) throws Exception {
        return presigner
                .presignPutObject(presign -> presign.signatureDuration(Duration.ofMinutes(5))
                        .putObjectRequest(put -> put.bucket("artifacts").key("a/b")))
                .url()
                .toURI();
    }

    private static URI getUrl(S3Presigner presigner) throws Exception {
        return presigner
                .presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(5))
                        .getObjectRequest(get -> get.bucket("artifacts").key("a/b")))
                .url()
                .toURI();
    }

    private static S3Presigner presigner(TestS3 s3, String secret) {
        return S3Presigner.builder()
                .endpointOverride(s3.endpoint())
                .region(Region.of(TestS3.REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(TestS3.ACCESS_KEY_ID, secret)))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }
}
