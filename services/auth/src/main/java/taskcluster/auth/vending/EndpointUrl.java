package taskcluster.auth.vending;

import java.net.URI;
import java.net.URISyntaxException;

/** Settings that say where to reach a vendor. */
public final class EndpointUrl {
    private EndpointUrl() {}

    /**
     * The URL, without a slash at its end.
     *
     * @throws IllegalArgumentException if it is not one of HTTP or HTTPS
     */
    public static String parse(String setting, String url) {
        try {
            URI uri = new URI(url);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getQuery() == null && uri.getUserInfo() == null) {
                return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            }
        } catch (URISyntaxException invalid) {
            throw new IllegalArgumentException(setting + " is not a URL");
        }
        throw new IllegalArgumentException(setting + " is not a URL of HTTP or HTTPS");
    }
}
