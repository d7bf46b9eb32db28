package taskcluster.queue.artifact;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.utils.http.SdkHttpUtils;
import taskcluster.s3.PresignedUrls;
import taskcluster.s3.S3Object;

/**
 * The URLs under which clients upload and download the objects of the two buckets. Making one is pure computation, well
 * below a millisecond.
 */
final class Buckets {
    /** How long an uploader is told that it has. */
    static final Duration UPLOAD_TIME = Duration.ofMinutes(45);

    static final Duration DOWNLOAD_TIME = Duration.ofMinutes(30);

    /** Keeps an upload URL valid for as long as the uploader was told, whatever the round trip and the clocks add. */
    private static final Duration LEEWAY = Duration.ofSeconds(10);

    private final ArtifactConfig config;
    private final PresignedUrls presignedUrls;
    private final String publicBaseUrl;

    Buckets(ArtifactConfig config) {
        this.config = config;
        this.presignedUrls = config.access().presignedUrls();
        this.publicBaseUrl = config.access().bucketUrl(config.publicBucket());
    }

    /** A URL that accepts one PUT of the object, with exactly this content type, for the upload time. */
    String uploadUrl(S3Object object, String contentType) {
        return uploadUrl(object, contentType, UPLOAD_TIME.plus(LEEWAY));
    }

    String uploadUrl(S3Object object, String contentType, Duration validity) {
        return presignedUrls.put(object, Map.of("Content-Type", contentType), validity);
    }

    /**
     * A URL that serves the object: signed and valid for the download time, unless everyone may read the bucket.
     *
     * @param skipCdn whether to name the bucket itself although a CDN stands before it
     * @throws IllegalStateException if the object lies in none of the configured buckets
     */
    String downloadUrl(S3Object object, boolean skipCdn) {
        if (object.bucket().equals(config.privateBucket())) {
            return signedDownloadUrl(object, DOWNLOAD_TIME);
        }
        if (!object.bucket().equals(config.publicBucket())) {
            throw new IllegalStateException("artifact in bucket " + object.bucket() + ", which is not configured");
        }
        if (config.signPublicUrls()) {
            return signedDownloadUrl(object, DOWNLOAD_TIME);
        }
        String cdn = config.publicBucketCdn();
        String base = cdn == null || skipCdn ? publicBaseUrl : cdn;
        return base + "/" + SdkHttpUtils.urlEncodeIgnoreSlashes(object.key());
    }

    String signedDownloadUrl(S3Object object, Duration validity) {
        return presignedUrls.get(object, validity);
    }
}
