package taskcluster.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Decodes the {@code %41} of URLs, which must be UTF-8. */
final class PercentEncoding {
    private PercentEncoding() {}

    /** The decoded text, null if the encoding is broken. A plus sign stays one. */
    static @Nullable String decode(String text) {
        return text.indexOf('%') < 0 ? text : decode(text, false);
    }

    /** The same for the names and values of queries, where a plus sign is a space. */
    static @Nullable String decodeQuery(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : decode(text, true);
    }

    private static @Nullable String decode(String text, boolean plusIsSpace) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                if (i + 2 >= encoded.length) {
                    return null;
                }
                int high = Character.digit(encoded[i + 1], 16);
                int low = Character.digit(encoded[i + 2], 16);
                if (high < 0 || low < 0) {
                    return null;
                }
                decoded.put((byte) (high << 4 | low));
                i += 2;
            } else {
                decoded.put(plusIsSpace && encoded[i] == '+' ? (byte) ' ' : encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
