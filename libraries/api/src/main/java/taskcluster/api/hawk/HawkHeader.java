package taskcluster.api.hawk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an {@code Authorization: Hawk ...} header.
 *
 * @param id the clientId
 * @param ts when the request was signed, in seconds since 1970
 * @param hash of the body, in base64, if the client signed it
 * @param ext base64 of a JSON object with certificate and authorised scopes, if there is one
 */
public record HawkHeader(
        String id,
        String ts,
        String nonce,
        String mac,
        @Nullable String hash,
        @Nullable String ext,
        @Nullable String app,
        @Nullable String dlg) {
    private static final int MAX_LENGTH = 4096;

    /**
     * Reads the value of the header.
     *
     * @throws HawkException if it has not the form of a Hawk header or lacks an attribute
     */
    public static HawkHeader parse(String authorization) throws HawkException {
        if (authorization.length() > MAX_LENGTH) {
            throw HawkException.badRequest("Header length too long");
        }
        Map<String, String> attributes = HawkAttributes.parse(authorization);
        String id = attributes.get("id");
        String ts = attributes.get("ts");
        String nonce = attributes.get("nonce");
        String mac = attributes.get("mac");
        if (id == null || ts == null || nonce == null || mac == null) {
            throw HawkException.badRequest("Missing attributes");
        }
        return new HawkHeader(
                id,
                ts,
                nonce,
                mac,
                attributes.get("hash"),
                attributes.get("ext"),
                attributes.get("app"),
                attributes.get("dlg"));
    }

    /** The value of the header. */
    public String toHeaderValue() {
        StringBuilder header = new StringBuilder("Hawk id=\"").append(id);
        header.append("\", ts=\"")
                .append(ts)
                .append("\", nonce=\"")
                .append(nonce)
                .append('"');
        append(header, "hash", hash);
        append(header, "ext", ext);
        append(header, "mac", mac);
        append(header, "app", app);
        append(header, "dlg", dlg);
        return header.toString();
    }

    private static void append(StringBuilder header, String name, @Nullable String value) {
        if (value != null) {
            header.append(", ").append(name).append("=\"").append(value).append('"');
        }
    }
}
