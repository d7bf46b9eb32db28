package taskcluster.auth.vending.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.vending.FakeVendor;
import taskcluster.core.Json;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAwsApi {
    private static final String ALLOWED_BUCKETS = """
            [{"accessKeyId": "KEY1", "secretAccessKey": "secret1", "buckets": ["test-bucket", "other-bucket"]},
             {"accessKeyId": "KEY2", "secretAccessKey": "secret2", "buckets": ["other-bucket", "third-bucket"]}]""";

    private FakeSts sts;
    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        sts = new FakeSts();
        auth = AuthFixture.start(AuthFixture.builder()
                .property("auth.vending.aws.allowed-buckets", ALLOWED_BUCKETS)
                .property("auth.vending.aws.sts-endpoint", sts.server().url()));
        root = auth.root();
    }

    @AfterAll
    void stop() {
        auth.close();
        sts.close();
    }

    @BeforeEach
    void clear() {
        sts.refuse(false);
        sts.server().takeRequests();
    }

    private String accessKeyId(Response response) {
        return expect(200, response)
                .body()
                .path("credentials")
                .path("accessKeyId")
                .asString();
    }

    @Test
    @DisplayName("auth-99: read-write credentials of a folder allow everything in it and nothing beside it")
    void case99_readWriteInAFolder() {
        JsonNode reply = expect(200, root.get("aws/s3/read-write/test-bucket/folder1/folder2/"))
                .body();
        assertThat(reply.path("credentials").path("secretAccessKey").asString()).isEqualTo("temporary secret");
        assertThat(reply.path("credentials").path("sessionToken").asString()).isEqualTo("session token");
        assertThat(reply.path("expires").asString()).isEqualTo("2100-01-01T01:00:00.000Z");
        String key = reply.path("credentials").path("accessKeyId").asString();
        for (String action : List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject")) {
            assertThat(sts.allows(key, action, "test-bucket", "folder1/folder2/a"))
                    .isTrue();
            assertThat(sts.allows(key, action, "test-bucket", "folder1/a")).isFalse();
            assertThat(sts.allows(key, action, "other-bucket", "folder1/folder2/a"))
                    .isFalse();
        }
        assertThat(sts.allowsListing(key, "test-bucket", "folder1/folder2/")).isTrue();
        assertThat(sts.allowsListing(key, "test-bucket", "folder1/")).isFalse();
        assertThat(sts.allows(key, "s3:PutObjectAcl", "test-bucket", "folder1/folder2/a"))
                .isFalse();
    }

    @Test
    @DisplayName("auth-99: credentials of one folder are denied another one")
    void case99_anotherFolder() {
        String key = accessKeyId(root.get("aws/s3/read-write/test-bucket/folder1/"));
        assertThat(sts.allows(key, "s3:PutObject", "test-bucket", "folder1/a")).isTrue();
        assertThat(sts.allows(key, "s3:PutObject", "test-bucket", "folder2/a")).isFalse();
    }

    @Test
    @DisplayName("auth-99: read-only credentials cannot put")
    void case99_readOnly() {
        String key = accessKeyId(root.get("aws/s3/read-only/test-bucket/folder1/"));
        assertThat(sts.allows(key, "s3:GetObject", "test-bucket", "folder1/a")).isTrue();
        assertThat(sts.allows(key, "s3:PutObject", "test-bucket", "folder1/a")).isFalse();
        assertThat(sts.allows(key, "s3:DeleteObject", "test-bucket", "folder1/a"))
                .isFalse();
    }

    @Test
    @DisplayName("auth-99: an unknown bucket is 404")
    void case99_unknownBucket() {
        Response unknown = root.get("aws/s3/read-only/unknown-bucket/folder1/");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.message())
                .startsWith("No credentials available for bucket unknown-bucket")
                .contains("AWS_CREDENTIALS_ALLOWED_BUCKETS");
    }

    @Test
    @DisplayName("auth-99: an empty prefix is the whole bucket")
    void case99_emptyPrefix() {
        TestClient caller = auth.client("bucket-reader", "auth:aws-s3:read-only:test-bucket/");
        for (String path : List.of("aws/s3/read-only/test-bucket/", "aws/s3/read-only/test-bucket")) {
            String key = accessKeyId(caller.get(path));
            assertThat(sts.allows(key, "s3:GetObject", "test-bucket", "any/key"))
                    .isTrue();
            assertThat(sts.allowsListing(key, "test-bucket", "")).isTrue();
        }
    }

    @Test
    void stsIsAskedAsAwsDocumentsIt() {
        expect(200, root.get("aws/s3/read-only/test-bucket/my-folder"));
        FakeVendor.Request request = sts.server().takeRequests().getFirst();
        assertThat(request.header("authorization")).contains("Credential=KEY1/").contains("/us-east-1/sts/");
        assertThat(request.form())
                .containsEntry("Name", "TemporaryS3ReadWriteCredentials")
                .containsEntry("DurationSeconds", "3600");
        assertThat(Json.MAPPER.readTree(request.form().get("Policy"))).isEqualTo(Json.MAPPER.readTree("""
                        {"Version": "2012-10-17", "Statement": [
                          {"Sid": "ReadWriteObjectsUnderPrefix", "Effect": "Allow", "Action": ["s3:GetObject"],
                           "Resource": ["arn:aws:s3:::test-bucket/my-folder*"]},
                          {"Sid": "ListObjectsUnderPrefix", "Effect": "Allow", "Action": ["s3:ListBucket"],
                           "Resource": ["arn:aws:s3:::test-bucket"],
                           "Condition": {"StringLike": {"s3:prefix": ["my-folder*"]}}},
                          {"Sid": "GetBucketLocation", "Effect": "Allow", "Action": ["s3:GetBucketLocation"],
                           "Resource": ["arn:aws:s3:::test-bucket"]}]}"""));
    }

    @Test
    void theFirstKeyThatHasTheBucketIsUsed() {
        expect(200, root.get("aws/s3/read-only/other-bucket/x"));
        expect(200, root.get("aws/s3/read-only/third-bucket/x"));
        assertThat(sts.server().takeRequests())
                .extracting(request -> request.header("authorization").replaceAll(".*Credential=([^/]*)/.*", "$1"))
                .containsExactly("KEY1", "KEY2");
    }

    @Test
    void aPrefixIsTakenLiterally() {
        String key = accessKeyId(root.get("aws/s3/read-only/test-bucket/" + encode("a*b?${aws:username}$&\"\u00e4/")));
        assertThat(sts.allows(key, "s3:GetObject", "test-bucket", "a*b?${aws:username}$&\"\u00e4/x"))
                .isTrue();
        assertThat(sts.allows(key, "s3:GetObject", "test-bucket", "axbx${aws:username}$&\"\u00e4/x"))
                .isFalse();
        assertThat(sts.allowsListing(key, "test-bucket", "axb?${aws:username}$&\"\u00e4/"))
                .isFalse();
        assertThat(sts.server().takeRequests().getFirst().form().get("Policy")).matches("\\p{ASCII}*");
    }

    @Test
    void aPrefixMayHaveItsSlashesEncoded() {
        String key = accessKeyId(root.get("aws/s3/read-only/test-bucket/folder1%2Ffolder2%2f"));
        assertThat(sts.allows(key, "s3:GetObject", "test-bucket", "folder1/folder2/x"))
                .isTrue();
        assertThat(sts.allows(key, "s3:GetObject", "test-bucket", "folder1/x")).isFalse();
    }

    @Test
    void theFormatOfIamRoles() {
        JsonNode reply = expect(200, root.get("aws/s3/read-only/test-bucket/x?format=iam-role-compat"))
                .body();
        assertThat(reply.propertyNames())
                .containsExactlyInAnyOrder(
                        "Code", "Type", "LastUpdated", "AccessKeyId", "SecretAccessKey", "Token", "Expiration");
        assertThat(reply.path("Code").asString()).isEqualTo("Success");
        assertThat(reply.path("Type").asString()).isEqualTo("AWS-HMAC");
        assertThat(reply.path("Token").asString()).isEqualTo("session token");
        assertThat(reply.path("Expiration").asString()).isEqualTo("2100-01-01T01:00:00.000Z");
        assertThat(Instant.parse(reply.path("LastUpdated").asString())).isBeforeOrEqualTo(Instant.now());
        // Any value that contains the name passes, but only the name itself asks for it.
        assertThat(expect(200, root.get("aws/s3/read-only/test-bucket/x?format=not-iam-role-compat"))
                        .body()
                        .has("credentials"))
                .isTrue();
        assertThat(root.get("aws/s3/read-only/test-bucket/x?format=yaml").status())
                .isEqualTo(400);
    }

    @Test
    void whoMayWriteMayRead() {
        TestClient writer = auth.client("writer", "auth:aws-s3:read-write:test-bucket/a/*");
        expect(200, writer.get("aws/s3/read-write/test-bucket/a/b"));
        expect(200, writer.get("aws/s3/read-only/test-bucket/a/b"));
        TestClient reader = auth.client("reader", "auth:aws-s3:read-only:test-bucket/a/*");
        expect(200, reader.get("aws/s3/read-only/test-bucket/a/b"));
        expect(403, reader.get("aws/s3/read-write/test-bucket/a/b"));
        expect(403, reader.get("aws/s3/read-only/test-bucket/b"));
        // What is configured is not told to those without scopes.
        expect(403, reader.get("aws/s3/read-only/unknown-bucket/b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read-only/test-bucket//folder",
                "read-only/test-bucket/%2Ffolder",
                "write-only/test-bucket/folder",
                "read-only/UPPER/folder",
                "read-only/test-bucket/a%00b",
            })
    void badInputIsRefused(String path) {
        assertThat(root.get("aws/s3/" + path).status()).isEqualTo(400);
        assertThat(sts.server().takeRequests()).isEmpty();
    }

    @Test
    void aPrefixThatIsTooLongForAwsIsRefused() {
        Response refused = root.get("aws/s3/read-only/test-bucket/" + "x".repeat(1000));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("prefix is too long");
        expect(200, root.get("aws/s3/read-only/test-bucket/" + "x".repeat(700)));
    }

    @Test
    void whatAwsRefusesIsAnIncident() {
        sts.refuse(true);
        Response failed = root.get("aws/s3/read-only/test-bucket/x");
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.message()).contains("incidentId").doesNotContain("AccessDenied");
    }

    @Test
    void nothingIsGivenWhereNothingIsConfigured() {
        try (AuthFixture other = auth.startAnother(Map.of())) {
            assertThat(other.root().get("aws/s3/read-only/test-bucket/x").status())
                    .isEqualTo(404);
        }
    }
}
