package taskcluster.api.hawk;

/** Credentials that do not have the form of Hawk; the message is fit for the reply. */
public final class HawkException extends Exception {
    public HawkException(String message) {
        super(message);
    }

    static HawkException badRequest(String problem) {
        return new HawkException("Bad Request: " + problem);
    }

    static HawkException unauthorized(String problem) {
        return new HawkException("Unauthorized: " + problem);
    }
}
