package taskcluster.auth.vending.aws;

import java.util.List;
import java.util.Set;
import taskcluster.auth.vending.SecretJson;

/** A key of AWS and the buckets that credentials may be made for with it. */
record BucketKey(String accessKeyId, String secretAccessKey, Set<String> buckets) {
    BucketKey {
        buckets = Set.copyOf(buckets);
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    static List<BucketKey> parse(String setting, String json) {
        if (json.isBlank()) {
            return List.of();
        }
        return SecretJson.parse(setting, json).items().stream()
                .map(entry -> new BucketKey(
                        entry.get("accessKeyId").text(),
                        entry.get("secretAccessKey").text(),
                        Set.copyOf(entry.get("buckets").texts())))
                .toList();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return accessKeyId;
    }
}
