package taskcluster.auth.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the time at which a client was last used roughly right. Authentication only notes who was used, and only if the
 * recorded time is old; the notes are written to the database from time to time.
 */
public final class LastUsed {
    private final Clients clients;
    private final ClientStore store;
    private final Duration accuracy;
    private final Set<String> noted = ConcurrentHashMap.newKeySet();

    /** A record that is behind by no more than the given time, and by that between two writes. */
    public LastUsed(Clients clients, ClientStore store, Duration accuracy) {
        this.clients = clients;
        this.store = store;
        this.accuracy = accuracy;
    }

    /** Notes that a client is used now. */
    public void note(Principal principal, Instant now) {
        if (principal.lastDateUsed().isBefore(now.minus(accuracy))) {
            noted.add(principal.clientId());
        }
    }

    /** Writes what was noted. If that fails, the notes are lost, until the clients are used again. */
    public void write(Instant now) {
        List<String> used = List.copyOf(noted);
        if (used.isEmpty()) {
            return;
        }
        used.forEach(noted::remove);
        store.recordUsed(used, now);
        clients.refresh(used);
    }
}
