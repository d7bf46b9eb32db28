package taskcluster.core;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A version 4 UUID in 22 characters: URL-safe base64 without padding. */
public final class Slugid {
    /** What every slugid matches. */
    public static final String PATTERN =
            "^[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]$";

    private static final Pattern COMPILED = Pattern.compile(PATTERN);
    private static final long FIRST_BIT = 1L << 63;

    private Slugid() {}

    /** A random slugid that starts with one of {@code A-Za-f}, so never with a dash: the kind to use for new ids. */
    public static String nice() {
        UUID random = UUID.randomUUID();
        return encode(new UUID(random.getMostSignificantBits() & ~FIRST_BIT, random.getLeastSignificantBits()));
    }

    /** A random slugid; one in 64 starts with a dash. */
    public static String v4() {
        return encode(UUID.randomUUID());
    }

    /** A function that gives each name a random slugid of its own, and the same one whenever it is asked again. */
    public static UnaryOperator<String> stable() {
        Map<String, String> slugids = new ConcurrentHashMap<>();
        return name -> slugids.computeIfAbsent(name, _ -> nice());
    }

    public static boolean isValid(String slugid) {
        return COMPILED.matcher(slugid).matches();
    }

    /** Any UUID in 22 characters; a slugid if the UUID is of version 4. */
    public static String encode(UUID uuid) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The UUID of a slugid.
     *
     * @throws IllegalArgumentException if the text is not a slugid
     */
    public static UUID decode(String slugid) {
        if (!isValid(slugid)) {
            throw new IllegalArgumentException("not a slugid: " + slugid);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(slugid));
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
