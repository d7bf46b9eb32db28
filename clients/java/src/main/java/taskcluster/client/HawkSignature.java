package taskcluster.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;

/** Signs requests with the Hawk scheme: an Authorization header, or a bewit for a URL that anybody may use for a while. */
public final class HawkSignature {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 6;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final Credentials credentials;
    private final String ext;

    /** @param authorizedScopes what the calls are limited to; null for everything that the credentials allow */
    public HawkSignature(Credentials credentials, @Nullable List<String> authorizedScopes) {
        this(credentials, ext(credentials, authorizedScopes));
    }

    /** @param ext what is signed along with the request; empty for nothing */
    HawkSignature(Credentials credentials, String ext) {
        this.credentials = credentials;
        this.ext = ext;
    }

    /** The Authorization header of one request, which does not cover the body. */
    public String header(String verb, URI uri, Instant now) {
        return header(verb, uri, null, now);
    }

    /** The Authorization header of one request. */
    String header(String verb, URI uri, byte @Nullable [] jsonBody, Instant now) {
        return header(verb, uri, jsonBody, now, nonce());
    }

    String header(String verb, URI uri, byte @Nullable [] jsonBody, Instant now, String nonce) {
        String ts = Long.toString(now.getEpochSecond());
        String hash = jsonBody == null ? "" : payloadHash(jsonBody);
        String mac = mac("header", ts, nonce, verb, uri, hash);
        StringBuilder header = new StringBuilder("Hawk id=\"")
                .append(credentials.clientId())
                .append("\", ts=\"")
                .append(ts)
                .append("\", nonce=\"")
                .append(nonce)
                .append('"');
        if (!hash.isEmpty()) {
            header.append(", hash=\"").append(hash).append('"');
        }
        if (!ext.isEmpty()) {
            header.append(", ext=\"").append(ext).append('"');
        }
        return header.append(", mac=\"").append(mac).append('"').toString();
    }

    /** The URL with a bewit, good for GET and HEAD until the given time. */
    public URI signedUrl(URI uri, Instant expires) {
        String exp = Long.toString(expires.getEpochSecond());
        String mac = mac("bewit", exp, "", "GET", uri, "");
        String bewit = String.join("\\", credentials.clientId(), exp, mac, ext);
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bewit.getBytes(StandardCharsets.UTF_8));
        return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + "bewit=" + encoded);
    }

    private String mac(String type, String time, String nonce, String verb, URI uri, String hash) {
        String resource = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String text = "hawk.1." + type + "\n" + time + "\n" + nonce + "\n" + verb + "\n" + resource + "\n"
                + uri.getHost().toLowerCase(Locale.ROOT) + "\n" + port(uri) + "\n" + hash + "\n" + ext + "\n";
        byte[] key = credentials.accessToken().getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(hmac(key, text));
    }

    static String payloadHash(byte[] jsonBody) {
        MessageDigest digest = sha256();
        digest.update("hawk.1.payload\napplication/json\n".getBytes(StandardCharsets.UTF_8));
        digest.update(jsonBody);
        digest.update((byte) '\n');
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String ext(Credentials credentials, @Nullable List<String> authorizedScopes) {
        Map<String, Object> ext = new LinkedHashMap<>();
        if (credentials.certificate() != null) {
            ext.put("certificate", Credentials.parseCertificate(credentials.certificate()));
        }
        if (authorizedScopes != null) {
            ext.put("authorizedScopes", authorizedScopes);
        }
        return ext.isEmpty() ? "" : Base64.getEncoder().encodeToString(Json.MAPPER.writeValueAsBytes(ext));
    }

    private static int port(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
    }

    private static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
