package taskcluster.notify.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import taskcluster.core.Json;

/** Tells whether two notifications are the same, without keeping them. */
final class Fingerprint {
    private Fingerprint() {}

    static byte[] of(Notification notification) {
        String identity = Json.MAPPER.writeValueAsString(List.of(notification.type(), notification.identity()));
        try {
            return MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
