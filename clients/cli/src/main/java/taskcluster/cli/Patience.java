package taskcluster.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import taskcluster.client.ApiCallException;

/** Lets calls fail for a while when the deployment is away: whoever follows tasks for hours should survive its restart. */
final class Patience {
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(3);

    private final Clock clock;
    private final Consumer<String> notice;
    private Instant lastAnswer;
    private boolean isAway;

    /** @param notice told once when an outage begins */
    Patience(Clock clock, Consumer<String> notice) {
        this.clock = clock;
        this.notice = notice;
        this.lastAnswer = clock.instant();
    }

    /**
     * The result of a call, or nothing if the deployment is away and the call is to be made again later.
     *
     * @throws ApiCallException if it refuses the call, or has been away for too long
     */
    <T> Optional<T> ask(Supplier<T> call) {
        try {
            T result = call.get();
            lastAnswer = clock.instant();
            isAway = false;
            return Optional.of(result);
        } catch (ApiCallException e) {
            boolean isOutage = e.statusCode() == 0 || e.statusCode() >= 500;
            boolean isLong = Duration.between(lastAnswer, clock.instant()).compareTo(LONGEST_OUTAGE) > 0;
            if (!isOutage || isLong || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (!isAway) {
                isAway = true;
                notice.accept("the deployment does not answer; trying on, running tasks go on too");
            }
            return Optional.empty();
        }
    }
}
