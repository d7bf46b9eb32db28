package taskcluster.api.hawk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The credentials in a signed URL.
 *
 * @param expires Unix seconds as text
 * @param ext further data, base64 of JSON, null if there is none
 * @param resource path and query that are signed: those of the URL without the bewit
 */
public record Bewit(
        String id, String expires, String mac, @Nullable String ext, String resource) {
    /** Longest path and query, bewit included, that is looked at, in characters. */
    public static final int MAX_RESOURCE_LENGTH = 4096;

    private static final Pattern PARAMETER = Pattern.compile("^(/.*)([?&])bewit=([^&$]*)(?:&(.+))?$", Pattern.DOTALL);

    /** Whether a path and query hold a bewit. */
    public static boolean isIn(String resource) {
        return PARAMETER.matcher(resource).matches();
    }

    /**
     * Finds and reads the bewit of a path and query; empty if there is none.
     *
     * @throws HawkException if there is one that is empty, too long or malformed
     */
    public static Optional<Bewit> find(String resource) throws HawkException {
        Matcher parameter = PARAMETER.matcher(resource);
        if (!parameter.matches()) {
            return Optional.empty();
        }
        if (resource.length() > MAX_RESOURCE_LENGTH) {
            throw HawkException.badRequest("Resource path exceeds max length");
        }
        if (parameter.group(3).isEmpty()) {
            throw HawkException.unauthorized("Empty bewit");
        }
        String rest = parameter.group(4);
        String signed = parameter.group(1) + (rest == null ? "" : parameter.group(2) + rest);
        return Optional.of(decode(parameter.group(3), signed));
    }

    private static Bewit decode(String encoded, String resource) throws HawkException {
        String[] parts = text(encoded).split("\\\\", -1);
        if (parts.length != 4) {
            throw HawkException.badRequest("Invalid bewit structure");
        }
        if (parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
            throw HawkException.badRequest("Missing bewit attributes");
        }
        return new Bewit(parts[0], parts[1], parts[2], parts[3].isEmpty() ? null : parts[3], resource);
    }

    private static String text(String encoded) throws HawkException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(encoded);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw HawkException.badRequest("Invalid bewit encoding");
        }
    }

    /** The value of the parameter for this bewit. */
    public String encode() {
        String text = id + '\\' + expires + '\\' + mac + '\\' + (ext == null ? "" : ext);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
