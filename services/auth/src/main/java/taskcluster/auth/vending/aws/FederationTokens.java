package taskcluster.auth.vending.aws;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import taskcluster.auth.vending.VendorException;

/** Temporary credentials of AWS, made by STS with the key that is configured for a bucket. */
public final class FederationTokens implements AutoCloseable {
    private static final String NAME = "TemporaryS3ReadWriteCredentials";
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Map<String, StsClient> byBucket = new LinkedHashMap<>();

    public FederationTokens(AwsSettings settings) {
        for (BucketKey key : settings.keys()) {
            StsClient client = client(settings, key);
            key.buckets().forEach(bucket -> byBucket.putIfAbsent(bucket, client));
        }
    }

    private static StsClient client(AwsSettings settings, BucketKey key) {
        return StsClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(URI.create(settings.stsEndpoint()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(TIMEOUT)
                        .socketTimeout(TIMEOUT))
                .overrideConfiguration(override -> override.apiCallTimeout(TIMEOUT))
                .build();
    }

    /** The client with whose key credentials for a bucket are made; empty if none is configured. */
    Optional<StsClient> forBucket(String bucket) {
        return Optional.ofNullable(byBucket.get(bucket));
    }

    /** Credentials that allow what both the policy and the key allow, for an hour. */
    static Credentials create(StsClient client, String policy) {
        try {
            return client.getFederationToken(
                            request -> request.name(NAME).policy(policy).durationSeconds((int) LIFE.toSeconds()))
                    .credentials();
        } catch (SdkException e) {
            throw new VendorException("AWS STS gave no federation token: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        byBucket.values().stream().distinct().forEach(StsClient::close);
    }
}
