package taskcluster.api.hawk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The message authentication codes of Hawk: base64 of HMAC-SHA256 keyed with the access token. */
public final class HawkMac {
    private static final String ALGORITHM = "HmacSHA256";

    private HawkMac() {}

    /** The code of a header for a request; {@code resource} is path and query as sent. */
    public static String ofHeader(
            HawkHeader header, String accessToken, String method, String resource, String host, int port) {
        return sign(
                accessToken,
                text("header", header.ts(), header.nonce(), method, resource, host, port, header.hash(), header.ext())
                        + (header.app() == null
                                ? ""
                                : header.app() + '\n' + (header.dlg() == null ? "" : header.dlg()) + '\n'));
    }

    /** The code of a bewit; {@code resource} is path and query without the bewit. */
    public static String ofBewit(
            String accessToken, String expires, String resource, String host, int port, @Nullable String ext) {
        return sign(accessToken, text("bewit", expires, "", "GET", resource, host, port, null, ext));
    }

    /** An Authorization header for a request without payload hash or further data. */
    public static String authorization(
            String clientId,
            String accessToken,
            String method,
            String resource,
            String host,
            int port,
            long unixSeconds,
            String nonce) {
        String mac = sign(
                accessToken,
                text("header", Long.toString(unixSeconds), nonce, method, resource, host, port, null, null));
        return "Hawk id=\"" + clientId + "\", ts=\"" + unixSeconds + "\", nonce=\"" + nonce + "\", mac=\"" + mac + '"';
    }

    /** The hash that vouches for a body: base64 of SHA-256 over a frame of content type and content. */
    public static String payloadHash(String contentType, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            int semicolon = contentType.indexOf(';');
            String mediaType = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            digest.update(("hawk.1.payload\n" + mediaType + '\n').getBytes(StandardCharsets.UTF_8));
            digest.update(body);
            digest.update((byte) '\n');
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Whether two codes are the same, in a time that does not tell where they differ. */
    public static boolean isEqual(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(
            String type,
            String time,
            String nonce,
            String method,
            String resource,
            String host,
            int port,
            @Nullable String hash,
            @Nullable String ext) {
        return "hawk.1." + type + '\n' + time + '\n' + nonce + '\n' + method.toUpperCase(Locale.ROOT) + '\n' + resource
                + '\n' + host.toLowerCase(Locale.ROOT) + '\n' + port + '\n' + (hash == null ? "" : hash) + '\n'
                + (ext == null ? "" : ext.replace("\\", "\\\\").replace("\n", "\\n")) + '\n';
    }

    private static String sign(String accessToken, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(accessToken.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
