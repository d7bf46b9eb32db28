package taskcluster.notify.delivery;

/** What came of a notification. */
public enum Outcome {
    SENT,
    /** The same was sent a short time ago. */
    DUPLICATE,
    /** The address is on the denylist. */
    DENIED,
    /** The address got as many e-mails as it may for now. */
    RATE_LIMITED,
    /** This deployment does not have the way out. */
    NOT_CONFIGURED
}
