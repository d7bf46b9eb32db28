package taskcluster.object.backend;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.object.config.JsonSetting;
import taskcluster.s3.S3Access;

/**
 * A bucket of Amazon's S3 or of a store like it.
 *
 * @param id names the backend in the backend map and in the rows of its objects, so that it must not change
 * @param accessKeyId key that may read, write, tag and delete objects of the bucket
 * @param secretAccessKey secret of that key
 * @param bucket the bucket, whose keys are the names of objects
 * @param signGetUrls whether downloads need a signature, because not everyone may read the bucket
 * @param endpoint URL of the store, as clients reach it; null for Amazon's own
 * @param forcePathStyle whether the bucket is the first part of a URL's path rather than of its host name
 * @param tags of every object; Amazon's own only
 * @param bulkDelete whether the store deletes many objects by one request
 */
record S3BackendSettings(
        String id,
        String accessKeyId,
        String secretAccessKey,
        String bucket,
        boolean signGetUrls,
        @Nullable String endpoint,
        boolean forcePathStyle,
        Map<String, String> tags,
        boolean bulkDelete) {

    /** The one type of backend that there is, for any store that speaks S3. */
    private static final String TYPE = "aws";

    /** Reads {@code {backendId: {backendType, ...}}}. */
    static List<S3BackendSettings> parse(JsonSetting setting) {
        List<S3BackendSettings> backends = new ArrayList<>();
        setting.entries().forEach((id, backend) -> backends.add(parse(id, backend)));
        return List.copyOf(backends);
    }

    private static S3BackendSettings parse(String id, JsonSetting backend) {
        if (!backend.text("backendType").equals(TYPE)) {
            throw backend.get("backendType").refusal("must be " + TYPE);
        }
        backend.allow(
                "backendType",
                "accessKeyId",
                "secretAccessKey",
                "bucket",
                "signGetUrls",
                "endpoint",
                "s3ForcePathStyle",
                "tags",
                "bulkDelete");
        String endpoint = backend.has("endpoint") ? url(backend.get("endpoint")) : null;
        if (endpoint != null && backend.has("tags")) {
            throw backend.get("tags")
                    .refusal("cannot be used with an endpoint: tags are only supported on Amazon's S3");
        }
        return new S3BackendSettings(
                id,
                backend.text("accessKeyId"),
                backend.text("secretAccessKey"),
                backend.text("bucket"),
                backend.get("signGetUrls").flag(),
                endpoint,
                backend.optionalFlag("s3ForcePathStyle", false),
                backend.has("tags") ? tags(backend.get("tags")) : Map.of(),
                backend.optionalFlag("bulkDelete", endpoint == null));
    }

    private static Map<String, String> tags(JsonSetting setting) {
        Map<String, String> tags = new LinkedHashMap<>();
        setting.entries().forEach((key, value) -> tags.put(key, value.text()));
        return tags;
    }

    private static String url(JsonSetting setting) {
        String url = setting.text().replaceAll("/+$", "");
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw setting.refusal("is not a URL");
        }
        throw setting.refusal("must be an http or https URL");
    }

    boolean isAmazon() {
        return endpoint == null;
    }

    S3Access access(String region) {
        return new S3Access(region, accessKeyId, secretAccessKey, endpoint, forcePathStyle);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "backend " + id;
    }
}
