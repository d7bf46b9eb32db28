package taskcluster.auth.vending.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import taskcluster.auth.vending.FakeVendor;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Plays STS, and the part of IAM that decides what the credentials that it gave may do. */
final class FakeSts implements AutoCloseable {
    static final Instant EXPIRATION = Instant.parse("2100-01-01T01:00:00Z");

    private static final String ANSWER = """
            <GetFederationTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <GetFederationTokenResult>
                <Credentials>
                  <AccessKeyId>%s</AccessKeyId>
                  <SecretAccessKey>temporary secret</SecretAccessKey>
                  <SessionToken>session token</SessionToken>
                  <Expiration>%s</Expiration>
                </Credentials>
                <FederatedUser><Arn>arn:aws:sts::1:federated-user/x</Arn><FederatedUserId>1:x</FederatedUserId></FederatedUser>
                <PackedPolicySize>6</PackedPolicySize>
              </GetFederationTokenResult>
              <ResponseMetadata><RequestId>c6104cbe</RequestId></ResponseMetadata>
            </GetFederationTokenResponse>""";

    private static final String DENIED = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message></Error>
              <RequestId>c6104cbe</RequestId>
            </ErrorResponse>""";

    private final FakeVendor server = new FakeVendor(this::answer);
    private final Map<String, JsonNode> policies = new HashMap<>();
    private volatile boolean refuses;

    private FakeVendor.Answer answer(FakeVendor.Request request) {
        Map<String, String> form = request.form();
        if (refuses || !"GetFederationToken".equals(form.get("Action"))) {
            return FakeVendor.Answer.xml(403, DENIED);
        }
        String accessKeyId = "TEMPORARY" + policies.size();
        policies.put(accessKeyId, Json.MAPPER.readTree(form.get("Policy")));
        return FakeVendor.Answer.xml(200, ANSWER.formatted(accessKeyId, EXPIRATION));
    }

    FakeVendor server() {
        return server;
    }

    void refuse(boolean refuse) {
        refuses = refuse;
    }

    /** Whether credentials that it gave allow an action on an object. */
    boolean allows(String accessKeyId, String action, String bucket, String key) {
        return policies.get(accessKeyId)
                .path("Statement")
                .valueStream()
                .anyMatch(statement -> texts(statement.path("Action")).contains(action)
                        && texts(statement.path("Resource")).stream()
                                .anyMatch(resource -> matches(resource, "arn:aws:s3:::" + bucket + "/" + key)));
    }

    /** Whether credentials that it gave allow to list the keys of a bucket that start with a prefix. */
    boolean allowsListing(String accessKeyId, String bucket, String prefix) {
        return policies.get(accessKeyId)
                .path("Statement")
                .valueStream()
                .anyMatch(statement -> texts(statement.path("Action")).contains("s3:ListBucket")
                        && texts(statement.path("Resource")).contains("arn:aws:s3:::" + bucket)
                        && texts(statement.path("Condition").path("StringLike").path("s3:prefix")).stream()
                                .anyMatch(pattern -> matches(pattern, prefix)));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    /** As IAM matches: stars and question marks are wildcards, and variables such as ${*} stand for what they name. */
    private static boolean matches(String pattern, String text) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.startsWith("${", i) && pattern.startsWith("}", i + 3)) {
                parts.add(Pattern.quote(pattern.substring(i + 2, i + 3)));
                i += 3;
            } else if (pattern.charAt(i) == '*') {
                parts.add(".*");
            } else if (pattern.charAt(i) == '?') {
                parts.add(".");
            } else {
                parts.add(Pattern.quote(pattern.substring(i, i + 1)));
            }
        }
        return Pattern.compile(String.join("", parts), Pattern.DOTALL)
                .matcher(text)
                .matches();
    }

    @Override
    public void close() {
        server.close();
    }
}
