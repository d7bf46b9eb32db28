package taskcluster.s3;

import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * How to reach a store.
 *
 * @param region region of the buckets
 * @param accessKeyId key that may do what is done here
 * @param secretAccessKey secret of that key
 * @param endpoint URL of an S3-compatible store, as clients reach it, without a slash at its end; null for Amazon's own
 * @param forcePathStyle whether the bucket is the first part of a URL's path rather than of its host name
 */
public record S3Access(
        String region,
        String accessKeyId,
        String secretAccessKey,
        @Nullable String endpoint,
        boolean forcePathStyle) {

    /** The store itself, for requests of the service. To be closed. */
    public S3Client client() {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(region))
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .forcePathStyle(forcePathStyle);
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    /** Makes signed URLs, without any request. */
    public PresignedUrls presignedUrls() {
        return new PresignedUrls(this, Clock.systemUTC());
    }

    /** The URL of a bucket, without a slash at its end. */
    public String bucketUrl(String bucket) {
        String store = endpoint == null ? "https://s3." + region + ".amazonaws.com" : endpoint;
        return forcePathStyle ? store + "/" + bucket : store.replaceFirst("://", "://" + bucket + ".");
    }

    private AwsCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "S3Access[" + (endpoint == null ? region : endpoint) + "]";
    }
}
