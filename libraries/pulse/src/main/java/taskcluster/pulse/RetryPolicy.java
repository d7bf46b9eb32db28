package taskcluster.pulse;

import java.time.Duration;
import taskcluster.core.Backoff;

/**
 * How often and when a consumer tries an event again before it is parked.
 *
 * @param attempts in all, at least 1
 * @param backoff the delays between them
 */
public record RetryPolicy(int attempts, Backoff backoff) {
    /** Ten attempts over about three minutes. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(10, new Backoff(Duration.ofMillis(500), 2, Duration.ofMinutes(1), 0.2));

    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
    }
}
