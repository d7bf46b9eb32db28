package taskcluster.auth.vending;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A bounded number of values, each remembered until a time of its own; the least recently used ones go first. */
public final class ExpiringValues<K, V> {
    private final Clock clock;
    private final Map<K, Kept<V>> entries;

    private record Kept<V>(V value, Instant until) {}

    /** @param size most values at a time, at least 1 */
    public ExpiringValues(int size, Clock clock) {
        this.clock = clock;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > size;
            }
        };
    }

    public synchronized Optional<V> get(K key) {
        Kept<V> kept = entries.get(key);
        if (kept == null) {
            return Optional.empty();
        }
        if (!clock.instant().isBefore(kept.until())) {
            entries.remove(key);
            return Optional.empty();
        }
        return Optional.of(kept.value());
    }

    /** Remembers a value up to, not including, the time {@code until}. */
    public synchronized void put(K key, V value, Instant until) {
        entries.put(key, new Kept<>(value, until));
    }

    /** Forgets a value, unless another one has taken its place. */
    public synchronized void remove(K key, V value) {
        Kept<V> kept = entries.get(key);
        if (kept != null && kept.value().equals(value)) {
            entries.remove(key);
        }
    }
}
