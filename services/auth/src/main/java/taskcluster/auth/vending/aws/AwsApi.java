package taskcluster.auth.vending.aws;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Stability;
import taskcluster.auth.vending.AccessLevel;
import taskcluster.core.Json;

/** The API method that gives credentials for S3. */
public final class AwsApi {
    /** The value of the query parameter {@code format} that asks for what the metadata service of AWS would answer. */
    public static final String IAM_ROLE_FORMAT = "iam-role-compat";

    private final FederationTokens tokens;
    private final Clock clock;

    public AwsApi(FederationTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @ApiMethod(
            name = "awsS3Credentials",
            route = "/aws/s3/<level>/<bucket>/<prefix*>",
            query = "format",
            scopes = """
                    {if: levelIsReadOnly,
                     then: {AnyOf: ['auth:aws-s3:read-only:<bucket>/<prefix>', 'auth:aws-s3:read-write:<bucket>/<prefix>']},
                     else: 'auth:aws-s3:read-write:<bucket>/<prefix>'}""",
            output = "v1/aws-s3-credentials-response.json#",
            // The format for IAM roles is not ours and has no schema.
            checkOutput = false,
            stability = Stability.STABLE,
            category = "AWS Credentials",
            title = "Get Temporary S3 Credentials",
            description = """
                    Gets temporary AWS credentials for the objects of a bucket whose keys start with `prefix`: to get them, \
                    and with the level `read-write` also to put and delete them. Both levels allow to list the keys below \
                    the prefix and to get the location of the bucket; neither allows to set ACLs.

                    The prefix is that of a key, not a folder: `my-folder` covers `my-folder.txt` as well. End it in a slash \
                    to mean a folder, and leave it out for the whole bucket. It must not start with a slash.

                    The credentials are valid for an hour. Where the bucket is not configured here the call fails with 404.

                    With `format=iam-role-compat` the reply has the form of the metadata service of EC2, for tools that \
                    take their credentials from an IAM role of the machine.""")
    Object awsS3Credentials(ApiRequest request) {
        AccessLevel level = AccessLevel.of(request);
        String bucket = request.param("bucket");
        String prefix = request.param("prefix");
        request.authorize(Map.of("levelIsReadOnly", level.isReadOnly()));
        StsClient client = tokens.forBucket(bucket)
                .orElseThrow(() -> ApiException.notFound(
                        "No credentials available for bucket {{bucket}}. The operator of this deployment lists buckets in"
                                + " AWS_CREDENTIALS_ALLOWED_BUCKETS.",
                        Map.of("bucket", bucket)));
        if (prefix.startsWith("/")) {
            throw ApiException.inputError("The `prefix` must not start with a slash", Map.of());
        }
        Credentials credentials = FederationTokens.create(client, PrefixPolicy.of(level, bucket, prefix));
        boolean forRole =
                request.query("format").filter(IAM_ROLE_FORMAT::equals).isPresent();
        return forRole ? iamRole(credentials) : S3Credentials.of(credentials);
    }

    private Map<String, String> iamRole(Credentials credentials) {
        Map<String, String> reply = new LinkedHashMap<>();
        reply.put("Code", "Success");
        reply.put("Type", "AWS-HMAC");
        reply.put("LastUpdated", Json.timestamp(clock.instant()));
        reply.put("AccessKeyId", credentials.accessKeyId());
        reply.put("SecretAccessKey", credentials.secretAccessKey());
        reply.put("Token", credentials.sessionToken());
        reply.put("Expiration", Json.timestamp(credentials.expiration()));
        return reply;
    }

    private record S3Credentials(Keys credentials, Instant expires) {
        static S3Credentials of(Credentials credentials) {
            return new S3Credentials(
                    new Keys(credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()),
                    credentials.expiration());
        }

        /** Without the credentials. */
        @Override
        public String toString() {
            return "credentials until " + expires;
        }
    }

    private record Keys(String accessKeyId, String secretAccessKey, String sessionToken) {
        /** Without the secrets. */
        @Override
        public String toString() {
            return accessKeyId;
        }
    }
}
