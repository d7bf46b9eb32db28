package taskcluster.object.backend;

import java.time.Instant;
import java.util.Map;

/**
 * A URL that allows one thing for a while.
 *
 * @param expires when its holder should ask for another one
 * @param headers that the request must have
 */
public record SignedUrl(String url, Instant expires, Map<String, String> headers) {
    /** Without the URL, which is a secret. */
    @Override
    public String toString() {
        return "URL until " + expires;
    }
}
