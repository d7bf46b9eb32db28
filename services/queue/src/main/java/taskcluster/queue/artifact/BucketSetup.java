package taskcluster.queue.artifact;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.springframework.context.SmartLifecycle;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Prepares the buckets at the start: creates them if that is wanted, and lets web pages of any origin use the signed URLs.
 * Runs when the web server answers, since the store may be a part of this very process.
 */
final class BucketSetup implements SmartLifecycle {
    private static final CORSRule ANY_ORIGIN = CORSRule.builder()
            .allowedOrigins("*")
            .allowedMethods("GET", "PUT", "HEAD", "POST", "DELETE")
            .allowedHeaders("*")
            .maxAgeSeconds((int) Duration.ofHours(1).toSeconds())
            .build();
    private static final int NOT_FOUND = 404;

    private final ArtifactConfig config;
    private final S3Client s3;
    private final Logger logger;
    private volatile boolean running;

    BucketSetup(ArtifactConfig config, S3Client s3, Logger logger) {
        this.config = config;
        this.s3 = s3;
        this.logger = logger;
    }

    /**
     * Prepares both buckets. A bucket that cannot be created stops the start; CORS that cannot be set up, which some
     * S3-compatible stores do not offer, is only a warning.
     */
    @Override
    public void start() {
        Set<String> buckets = new TreeSet<>(List.of(config.publicBucket(), config.privateBucket()));
        if (config.createBuckets()) {
            buckets.forEach(this::create);
        }
        if (!config.skipCors()) {
            buckets.forEach(this::allowAnyOrigin);
        }
        running = true;
    }

    private void create(String bucket) {
        try {
            s3.createBucket(request -> request.bucket(bucket));
            logger.info("created bucket {}", bucket);
        } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
            logger.debug("bucket {} exists", bucket);
        } catch (SdkException e) {
            throw new IllegalStateException("cannot create the artifact bucket " + bucket + ": " + e.getMessage(), e);
        }
    }

    private void allowAnyOrigin(String bucket) {
        try {
            if (!corsRules(bucket).equals(List.of(ANY_ORIGIN))) {
                s3.putBucketCors(
                        request -> request.bucket(bucket).corsConfiguration(cors -> cors.corsRules(ANY_ORIGIN)));
            }
        } catch (SdkException e) {
            logger.warn(
                    "cannot set up CORS for bucket {}; web pages may be unable to load artifacts from it: {}",
                    bucket,
                    e.getMessage());
        }
    }

    private List<CORSRule> corsRules(String bucket) {
        try {
            return s3.getBucketCors(request -> request.bucket(bucket)).corsRules();
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
