package taskcluster.standalone.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import taskcluster.client.Credentials;
import tools.jackson.databind.JsonNode;

/** Signs requests with one set of credentials, as cheaply as can be. Not thread-safe. */
final class Signer {
    private static final AtomicLong NONCE = new AtomicLong(System.nanoTime());

    private final String clientId;
    private final String ext;
    private final String frame;
    private final Mac mac;

    private Signer(String clientId, String accessToken, @Nullable String certificate, int port) {
        this.clientId = clientId;
        this.ext = certificate == null
                ? ""
                : Base64.getEncoder()
                        .encodeToString(("{\"certificate\":" + certificate + "}").getBytes(StandardCharsets.UTF_8));
        this.frame = "\nlocalhost\n" + port + "\n\n" + ext + '\n';
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(accessToken.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The credentials with all scopes. */
    static Signer root(Server server) {
        return of(server.root(), server.port());
    }

    static Signer of(Credentials credentials, int port) {
        return new Signer(credentials.clientId(), credentials.accessToken(), credentials.certificate(), port);
    }

    /** The credentials of a claim. */
    static Signer of(JsonNode credentials, int port) {
        return new Signer(
                credentials.path("clientId").asString(),
                credentials.path("accessToken").asString(),
                credentials.path("certificate").asString(),
                port);
    }

    String header(String method, String path) {
        long seconds = System.currentTimeMillis() / 1000;
        String nonce = Long.toString(NONCE.incrementAndGet(), Character.MAX_RADIX);
        String text = "hawk.1.header\n" + seconds + '\n' + nonce + '\n' + method + '\n' + path + frame;
        String code = Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        return "Hawk id=\"" + clientId + "\", ts=\"" + seconds + "\", nonce=\"" + nonce
                + (ext.isEmpty() ? "" : "\", ext=\"" + ext) + "\", mac=\"" + code + '"';
    }
}
