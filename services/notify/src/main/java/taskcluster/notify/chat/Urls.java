package taskcluster.notify.chat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the chats are. */
final class Urls {
    private Urls() {}

    /** A URL that paths can be appended to: with one slash at its end. */
    static String base(String setting, String url) {
        String stripped = url.strip().replaceFirst("/*$", "/");
        if (!stripped.matches("https?://[^/\\s]+/\\S*")) {
            throw new IllegalArgumentException(setting + " is not an HTTP URL");
        }
        return URI.create(stripped).toString();
    }

    /** A text as one segment of a path, or as a value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
