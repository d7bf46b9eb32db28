package taskcluster.auth.credential;

/** Credentials are not good. The message is for the person who made the request. Carries no stack, for it is no surprise. */
final class Refusal extends RuntimeException {
    private final FailureReason reason;

    Refusal(FailureReason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    FailureReason reason() {
        return reason;
    }
}
