package taskcluster.queue.artifact;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.s3.S3Access;

/**
 * Where artifacts are stored and how readers get at them.
 *
 * @param publicBucket bucket of the artifacts whose name starts with {@code public/} ({@code PUBLIC_ARTIFACT_BUCKET})
 * @param privateBucket bucket of all others ({@code PRIVATE_ARTIFACT_BUCKET}); may be the same bucket
 * @param region region of both buckets ({@code ARTIFACT_REGION})
 * @param accessKeyId key that may read, write and delete objects of both buckets ({@code AWS_ACCESS_KEY_ID})
 * @param secretAccessKey secret of that key ({@code AWS_SECRET_ACCESS_KEY})
 * @param endpoint URL of an S3-compatible store, as clients reach it; absent for Amazon's own ({@code AWS_ENDPOINT})
 * @param forcePathStyle whether the bucket is the first part of a URL's path rather than of its host name
 *     ({@code AWS_FORCE_PATH_STYLE})
 * @param signPublicUrls whether downloads from the public bucket need a signature as well, because it is not readable by
 *     everyone ({@code SIGN_PUBLIC_ARTIFACT_URLS})
 * @param publicBucketCdn base URL, without a slash at its end, that serves the public bucket and is used for downloads
 *     that need no signature ({@code PUBLIC_ARTIFACT_BUCKET_CDN})
 * @param skipCors whether to leave the CORS settings of the buckets alone ({@code AWS_SKIP_CORS_CONFIGURATION})
 * @param createBuckets whether to create missing buckets at the start
 * @param useBulkDelete whether the store deletes many objects by one request ({@code AWS_USE_BULK_DELETE})
 * @param expireBatchSize artifacts deleted at a time, 1..1000 ({@code EXPIRE_ARTIFACTS_BATCH_SIZE})
 * @param ipRangesUrl list of Amazon's networks, by which callers in the bucket's own region are told that need no CDN
 * @param expirationDelay how long an expired artifact is kept, at least 0
 */
@ConfigurationProperties("queue.artifacts")
public record ArtifactConfig(
        String publicBucket,
        String privateBucket,
        String region,
        String accessKeyId,
        String secretAccessKey,
        @Nullable String endpoint,
        boolean forcePathStyle,
        boolean signPublicUrls,
        @Nullable String publicBucketCdn,
        boolean skipCors,
        boolean createBuckets,
        boolean useBulkDelete,
        @DefaultValue("100") int expireBatchSize,

        @DefaultValue("https://ip-ranges.amazonaws.com/ip-ranges.json")
        URI ipRangesUrl,

        @DefaultValue("30m") Duration expirationDelay) {
    private static final int LARGEST_BATCH = 1000;

    public ArtifactConfig {
        requirePresent("public-bucket", "PUBLIC_ARTIFACT_BUCKET", publicBucket);
        requirePresent("private-bucket", "PRIVATE_ARTIFACT_BUCKET", privateBucket);
        requirePresent("region", "ARTIFACT_REGION", region);
        requirePresent("access-key-id", "AWS_ACCESS_KEY_ID", accessKeyId);
        requirePresent("secret-access-key", "AWS_SECRET_ACCESS_KEY", secretAccessKey);
        endpoint = baseUrl("endpoint", "AWS_ENDPOINT", endpoint);
        publicBucketCdn = baseUrl("public-bucket-cdn", "PUBLIC_ARTIFACT_BUCKET_CDN", publicBucketCdn);
        if (expireBatchSize < 1 || expireBatchSize > LARGEST_BATCH) {
            throw invalid("expire-batch-size", "EXPIRE_ARTIFACTS_BATCH_SIZE", "must be 1.." + LARGEST_BATCH);
        }
        if (expirationDelay.isNegative()) {
            throw invalid("expiration-delay", "no variable", "must not be negative");
        }
    }

    /** Whether an artifact of this name belongs into the public bucket. */
    static boolean isPublic(String name) {
        return name.startsWith("public/");
    }

    String bucketFor(String name) {
        return isPublic(name) ? publicBucket : privateBucket;
    }

    /** How to reach the store. */
    S3Access access() {
        return new S3Access(region, accessKeyId, secretAccessKey, endpoint, forcePathStyle);
    }

    private static void requirePresent(String key, String variable, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw invalid(key, variable, "is not set");
        }
    }

    /** The URL, or null if there is none: a variable that is set to nothing counts as not set. */
    private static @Nullable String baseUrl(String key, String variable, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String trimmed = value.replaceAll("/+$", "");
        try {
            URI uri = URI.create(trimmed);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return trimmed;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(key, variable, "is not a URL: " + value);
        }
        throw invalid(key, variable, "must be an http or https URL: " + value);
    }

    private static IllegalArgumentException invalid(String key, String variable, String problem) {
        return new IllegalArgumentException("queue.artifacts." + key + " (" + variable + ") " + problem);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "ArtifactConfig[" + publicBucket + ", " + privateBucket + ", " + region + ", endpoint " + endpoint + "]";
    }
}
