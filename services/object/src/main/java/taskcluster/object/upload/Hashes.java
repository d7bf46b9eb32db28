package taskcluster.object.upload;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import tools.jackson.databind.JsonNode;

/** Hashes as callers give them. The schema knows those of SHA-256 and SHA-512 and lets anything else through. */
final class Hashes {
    private static final int MAX_ALGORITHMS = 20;
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]{1,255}");

    private Hashes() {}

    /**
     * The hashes by algorithm.
     *
     * @param given null for none
     * @throws ApiException InputError that names the algorithm, for what no hash is
     */
    static Map<String, String> check(@Nullable Map<String, JsonNode> given) {
        Map<String, String> hashes = new TreeMap<>();
        if (given == null) {
            return hashes;
        }
        if (given.size() > MAX_ALGORITHMS) {
            throw ApiException.inputError(
                    "hashes must not have more than {{max}} algorithms", Map.of("max", MAX_ALGORITHMS));
        }
        given.forEach((algorithm, hash) -> {
            if (!PRINTABLE.matcher(algorithm).matches()) {
                throw ApiException.inputError("hashes must be named by 1 to 255 printable ASCII characters", Map.of());
            }
            if (!hash.isString() || !PRINTABLE.matcher(hash.asString()).matches()) {
                throw ApiException.inputError(
                        "hashes.{{algorithm}} must be a text of 1 to 255 printable ASCII characters",
                        Map.of("algorithm", algorithm));
            }
            hashes.put(algorithm, hash.asString());
        });
        return hashes;
    }
}
