package taskcluster.auth.credential;

/** Why credentials were refused, as a label of the metric of failures. */
enum FailureReason {
    CLIENT_NOT_FOUND("client_not_found"),
    CLIENT_DISABLED("client_disabled"),
    CLIENT_EXPIRED("client_expired"),
    /** The message authentication code is not the one that the client's access token gives. */
    INVALID_SIGNATURE("invalid_signature"),
    TIMESTAMP_ERROR("timestamp_error"),
    CERTIFICATE_ERROR("certificate_error"),
    EXT_VALIDATION_ERROR("ext_validation_error"),
    OTHER("other");

    private final String label;

    FailureReason(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
