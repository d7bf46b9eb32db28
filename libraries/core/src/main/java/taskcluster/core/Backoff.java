package taskcluster.core;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Growing delays between attempts.
 *
 * @param initial the delay before the first retry
 * @param multiplier the factor from one delay to the next, at least 1
 * @param max the longest delay
 * @param jitter how much a delay varies at random, as a part of it: 0.25 means from 75 % to 125 %; from 0 to below 1
 */
public record Backoff(Duration initial, double multiplier, Duration max, double jitter) {
    public Backoff {
        if (initial.isNegative() || max.isNegative()) {
            throw new IllegalArgumentException("delays must not be negative");
        }
        if (!(multiplier >= 1)) {
            throw new IllegalArgumentException("multiplier must be at least 1");
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to below 1");
        }
    }

    /** The delay before the given retry; the first retry is 1. */
    public Duration delay(int attempt) {
        return delay(attempt, ThreadLocalRandom.current());
    }

    /** The delay before the given retry, with jitter from a given source. */
    public Duration delay(int attempt, RandomGenerator random) {
        if (attempt < 1) {
            throw new IllegalArgumentException("the first retry is 1, not " + attempt);
        }
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        double nanos = initial.toNanos() * Math.pow(multiplier, attempt - 1.0) * factor;
        return nanos >= max.toNanos() ? max : Duration.ofNanos((long) nanos);
    }
}
