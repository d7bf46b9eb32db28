package taskcluster.notify.delivery;

import java.util.UUID;

/**
 * The right to send a notification, which nobody else has at the same time.
 *
 * @param id unique to this attempt
 * @param remaining how many more e-mails may be sent to the address for now; 0 where there is no limit
 */
public record Claim(UUID id, int remaining) {}
