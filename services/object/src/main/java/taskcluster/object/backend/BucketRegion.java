package taskcluster.object.backend;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** In which region a bucket is: Amazon knows, other stores do not care. */
final class BucketRegion {
    /** Where buckets are that name no region, and what other stores are called with. */
    static final String DEFAULT = "us-east-1";

    private BucketRegion() {}

    /** Asks the store. */
    static String find(S3Client s3, String bucket) {
        return ofConstraint(
                s3.getBucketLocation(request -> request.bucket(bucket)).locationConstraintAsString());
    }

    /** What a bucket's location constraint means; the oldest buckets have none, or one of an older kind. */
    static String ofConstraint(@Nullable String constraint) {
        if (constraint == null || constraint.isEmpty()) {
            return DEFAULT;
        }
        return constraint.equals("EU") ? "eu-west-1" : constraint;
    }
}
