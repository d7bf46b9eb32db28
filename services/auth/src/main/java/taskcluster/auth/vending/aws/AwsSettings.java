package taskcluster.auth.vending.aws;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.auth.vending.EndpointUrl;

/**
 * For which buckets of S3 there are credentials.
 *
 * @param allowedBuckets JSON, {@code [{"accessKeyId", "secretAccessKey", "buckets": [name]}]}; blank for none. The first
 *     key that has a bucket is used for it. Each is that of an IAM user who may do {@code sts:GetFederationToken} and all
 *     that the credentials are to allow
 * @param stsEndpoint where to reach STS
 */
public record AwsSettings(
        @DefaultValue("") String allowedBuckets,
        @DefaultValue("https://sts.us-east-1.amazonaws.com") String stsEndpoint) {
    private static final String ALLOWED_BUCKETS = "auth.vending.aws.allowed-buckets";

    public AwsSettings {
        BucketKey.parse(ALLOWED_BUCKETS, allowedBuckets);
        stsEndpoint = EndpointUrl.parse("auth.vending.aws.sts-endpoint", stsEndpoint);
    }

    List<BucketKey> keys() {
        return BucketKey.parse(ALLOWED_BUCKETS, allowedBuckets);
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "stsEndpoint=" + stsEndpoint;
    }
}
