package taskcluster.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock in UTC that stands still until a test moves it. */
public final class MutableClock extends Clock {
    private volatile Instant now;

    public MutableClock(Instant start) {
        now = start;
    }

    /** A clock at the given RFC 3339 time. */
    public static MutableClock at(String start) {
        return new MutableClock(Instant.parse(start));
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Moves the clock on, or back if the duration is negative. */
    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    public synchronized void set(Instant instant) {
        now = instant;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** This clock, which is always in UTC. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
