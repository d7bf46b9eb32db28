package taskcluster.auth.vending.sentry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import taskcluster.auth.vending.ExpiringValues;
import taskcluster.monitor.Watchdog;

/** The keys that this deployment makes for projects, so that each lives for a limited time only. */
public final class SentryKeys implements AutoCloseable {
    private static final Duration LIFE = Duration.ofDays(2);

    /** How long a key has to live for being given to one more caller. */
    private static final Duration LEAST_LIFE = Duration.ofHours(25);

    /** How long an expired key is kept, for clocks that are behind. */
    private static final Duration DELETION_DELAY = Duration.ofMinutes(15);

    private static final int MOST_KNOWN = 10_000;

    private final boolean configured;
    private final SentryClient sentry;
    private final Clock clock;
    private final ExpiringValues<String, SentryKey> known;

    public SentryKeys(SentrySettings settings, Clock clock) {
        this.configured = settings.isSet();
        this.sentry = new SentryClient(settings);
        this.clock = clock;
        this.known = new ExpiringValues<>(MOST_KNOWN, clock);
    }

    /** Whether there is a Sentry to make keys for. If not, there are none to get. */
    boolean isConfigured() {
        return configured;
    }

    /** A key of a project that lives for more than 25 hours. The project is made if it is not there. */
    SentryKey get(String project) {
        Optional<SentryKey> kept = known.get(project);
        if (kept.isPresent()) {
            return kept.get();
        }
        Instant now = clock.instant();
        SentryKey key = keys(project).stream()
                .filter(candidate -> candidate.expires().isAfter(now.plus(LEAST_LIFE)))
                .max(Comparator.comparing(SentryKey::expires))
                .orElseGet(() -> sentry.createKey(project, now.plus(LIFE)));
        known.put(project, key, key.expires().minus(LEAST_LIFE));
        return key;
    }

    private List<SentryKey> keys(String project) {
        Optional<List<SentryKey>> keys = sentry.keys(project);
        if (keys.isPresent()) {
            return keys.get();
        }
        sentry.createProject(project);
        return List.of();
    }

    /** Deletes those that have expired, if there is a Sentry. */
    public void purge(Watchdog watchdog) {
        if (!configured) {
            return;
        }
        Instant before = clock.instant().minus(DELETION_DELAY);
        for (String project : sentry.projects()) {
            for (SentryKey key : sentry.keys(project).orElse(List.of())) {
                if (key.expires().isBefore(before)) {
                    sentry.deleteKey(project, key);
                }
            }
            watchdog.touch();
        }
    }

    @Override
    public void close() {
        sentry.close();
    }
}
