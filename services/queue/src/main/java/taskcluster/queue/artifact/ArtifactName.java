package taskcluster.queue.artifact;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import taskcluster.api.ApiException;

/** The name of an artifact to be created, or that a link leads to: 1..1024 printable ASCII characters. */
record ArtifactName(String value) {
    /** What a URL parameter that names an artifact has to match. */
    static final String PATTERN = "^[\\x20-\\x7e]+$";

    private static final int MAX_LENGTH = 1024;
    private static final Pattern PRINTABLE = Pattern.compile(PATTERN);

    /**
     * Checks a name. The path segments {@code .} and {@code ..} are refused, because HTTP clients and servers resolve them
     * on the way, so that such an artifact could not be read back.
     *
     * @param field what the caller calls the name
     * @throws ApiException InputError that names the field
     */
    static ArtifactName check(String field, String value) {
        problem(value).ifPresent(problem -> {
            throw ApiException.inputError("{{field}} " + problem, Map.of("field", field));
        });
        return new ArtifactName(value);
    }

    private static Optional<String> problem(String value) {
        if (value.length() > MAX_LENGTH) {
            return Optional.of("must not have more than " + MAX_LENGTH + " characters, but has " + value.length());
        }
        if (!PRINTABLE.matcher(value).matches()) {
            return Optional.of("must consist of one or more printable ASCII characters");
        }
        if (Arrays.stream(value.split("/", -1)).anyMatch(segment -> segment.equals(".") || segment.equals(".."))) {
            return Optional.of("must not have '.' or '..' between slashes");
        }
        return Optional.empty();
    }
}
