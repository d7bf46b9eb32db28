package taskcluster.s3;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3Utilities;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Makes URLs with which anybody can do one thing with one object, for a while. Each is the one that the SDK's own presigner makes,
 * which spends most of its time on preparing a request that is never sent. Safe for any number of threads.
 */
public final class PresignedUrls {
    private final S3Access access;
    private final AwsBasicCredentials credentials;
    private final S3Utilities utilities;
    private final Clock clock;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final ConcurrentHashMap<String, URI> bucketUrls = new ConcurrentHashMap<>();

    PresignedUrls(S3Access access, Clock clock) {
        this.access = access;
        this.credentials = AwsBasicCredentials.create(access.accessKeyId(), access.secretAccessKey());
        this.utilities = S3Utilities.builder()
                .region(Region.of(access.region()))
                .s3Configuration(S3Configuration.builder()
                        .pathStyleAccessEnabled(access.forcePathStyle())
                        .build())
                .build();
        this.clock = clock;
    }

    /** A URL that serves the object. */
    public String get(S3Object object, Duration validity) {
        return url(SdkHttpMethod.GET, object, Map.of(), validity);
    }

    /**
     * A URL that accepts one PUT of the object.
     *
     * @param headers which the request has to have, with exactly these values
     */
    public String put(S3Object object, Map<String, String> headers, Duration validity) {
        return url(SdkHttpMethod.PUT, object, headers, validity);
    }

    private String url(SdkHttpMethod method, S3Object object, Map<String, String> headers, Duration validity) {
        URI bucketUrl = bucketUrls.computeIfAbsent(object.bucket(), this::bucketUrl);
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(method)
                .uri(bucketUrl)
                .encodedPath(bucketUrl.getRawPath() + SdkHttpUtils.urlEncodeIgnoreSlashes(object.key()));
        headers.forEach(request::putHeader);
        return signer.sign(toSign -> toSign.identity(credentials)
                        .request(request.build())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, access.region())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, validity)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .getUri()
                .toString();
    }

    /** With a slash at its end. */
    private URI bucketUrl(String bucket) {
        String ofKey = utilities
                .getUrl(request -> {
                    request.bucket(bucket).key("k");
                    if (access.endpoint() != null) {
                        request.endpoint(URI.create(access.endpoint()));
                    }
                })
                .toString();
        return URI.create(ofKey.substring(0, ofKey.length() - 1));
    }
}
