package taskcluster.queue.artifact;

import java.util.Map;
import taskcluster.s3.S3Object;
import tools.jackson.databind.JsonNode;

/** How the details of an {@code s3} artifact say where its content lies. */
final class S3Details {
    private S3Details() {}

    static S3Object object(JsonNode details) {
        return new S3Object(
                details.path("bucket").asString(), details.path("prefix").asString());
    }

    static Map<String, String> of(S3Object object) {
        return Map.of("bucket", object.bucket(), "prefix", object.key());
    }
}
