package taskcluster.api;

import java.util.Locale;

/** The HTTP methods that API methods use. A GET method answers HEAD as well. */
public enum HttpVerb {
    GET,
    POST,
    PUT,
    DELETE,
    PATCH,
    HEAD;

    /** As references write it, such as {@code get}. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
