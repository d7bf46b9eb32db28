package taskcluster.object.upload;

import java.util.Arrays;
import java.util.Map;
import taskcluster.api.ApiException;

/** What names new objects may have, beyond the pattern of the route. */
final class ObjectName {
    /** That of keys in S3, in bytes. */
    private static final int MAX_LENGTH = 1024;

    private ObjectName() {}

    /**
     * Checks a name. The path segments {@code .} and {@code ..} are refused, because HTTP clients and servers resolve them
     * on the way, so that such an object could not be read back.
     *
     * @throws ApiException InputError
     */
    static String check(String name) {
        if (name.length() > MAX_LENGTH) {
            throw ApiException.inputError(
                    "name must not have more than {{max}} characters, but has {{length}}",
                    Map.of("max", MAX_LENGTH, "length", name.length()));
        }
        if (Arrays.stream(name.split("/", -1)).anyMatch(segment -> segment.equals(".") || segment.equals(".."))) {
            throw ApiException.inputError("name must not have '.' or '..' between slashes", Map.of());
        }
        return name;
    }
}
