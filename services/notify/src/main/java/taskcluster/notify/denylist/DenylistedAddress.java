package taskcluster.notify.denylist;

/**
 * An address that is denied notifications, as the API shows it.
 *
 * @param notificationType {@code email}, {@code pulse}, {@code matrix-room} or {@code slack-channel}
 */
record DenylistedAddress(String notificationType, String notificationAddress) {}
