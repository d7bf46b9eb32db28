package taskcluster.auth.vending.aws;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import taskcluster.api.ApiException;
import taskcluster.auth.vending.AccessLevel;
import taskcluster.core.Json;
import tools.jackson.core.json.JsonWriteFeature;

/** The policy of IAM that allows access to the objects of a bucket whose keys start with a prefix. */
final class PrefixPolicy {
    /** How long STS lets a policy be, in characters. */
    private static final int MAX_LENGTH = 2048;

    /** What IAM does not take literally. Written as a variable, as in {@code ${*}}, it does. */
    private static final Pattern SPECIAL = Pattern.compile("[*?$]");

    private PrefixPolicy() {}

    /**
     * The policy as JSON. There is no permission to set ACLs: with one, objects could be given away.
     *
     * @throws ApiException 400 if the prefix is too long for STS
     */
    static String of(AccessLevel level, String bucket, String prefix) {
        String bucketArn = "arn:aws:s3:::" + bucket;
        String prefixPattern = SPECIAL.matcher(prefix).replaceAll("\\${$0}") + "*";
        List<String> objectActions = level.isReadOnly()
                ? List.of("s3:GetObject")
                : List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject");
        Map<String, Object> policy = Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(
                        Map.of(
                                "Sid",
                                "ReadWriteObjectsUnderPrefix",
                                "Effect",
                                "Allow",
                                "Action",
                                objectActions,
                                "Resource",
                                List.of(bucketArn + "/" + prefixPattern)),
                        Map.of(
                                "Sid", "ListObjectsUnderPrefix",
                                "Effect", "Allow",
                                "Action", List.of("s3:ListBucket"),
                                "Resource", List.of(bucketArn),
                                "Condition", Map.of("StringLike", Map.of("s3:prefix", List.of(prefixPattern)))),
                        Map.of(
                                "Sid",
                                "GetBucketLocation",
                                "Effect",
                                "Allow",
                                "Action",
                                List.of("s3:GetBucketLocation"),
                                "Resource",
                                List.of(bucketArn))));
        String json =
                Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(policy);
        if (json.length() > MAX_LENGTH) {
            throw ApiException.inputError(
                    "The prefix is too long: AWS takes policies of " + MAX_LENGTH
                            + " characters, and its policy would have " + json.length(),
                    Map.of());
        }
        return json;
    }
}
