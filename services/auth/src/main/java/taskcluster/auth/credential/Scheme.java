package taskcluster.auth.credential;

import java.util.Locale;
import taskcluster.api.HawkRequest;
import taskcluster.api.hawk.Bewit;

/** How a request carries its credentials. */
enum Scheme {
    /** In an Authorization header. */
    HAWK,
    /** In its URL. */
    BEWIT,
    /** In a way that is not known here. */
    UNKNOWN,
    /** Not at all. */
    NONE;

    private static final String HAWK_PREFIX = "hawk";

    /** The scheme of a request; of two, that of the header. */
    static Scheme of(HawkRequest request) {
        String authorization = request.authorization();
        if (authorization != null && !authorization.isEmpty()) {
            return authorization.regionMatches(true, 0, HAWK_PREFIX, 0, HAWK_PREFIX.length()) ? HAWK : UNKNOWN;
        }
        return Bewit.isIn(request.resource()) ? BEWIT : NONE;
    }

    /** As metrics have it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
