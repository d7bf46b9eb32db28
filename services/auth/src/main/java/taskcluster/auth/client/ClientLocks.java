package taskcluster.auth.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets one at a time work on a client, and others on other clients meanwhile. */
final class ClientLocks {
    private static final int STRIPES = 64;

    private final List<ReentrantLock> locks = new ArrayList<>(STRIPES);

    ClientLocks() {
        for (int i = 0; i < STRIPES; i++) {
            locks.add(new ReentrantLock());
        }
    }

    /** Does what must not happen at the same time as anything else with one of these clients. */
    <T> T holding(Collection<String> clientIds, Supplier<T> action) {
        // Always in the same order, so that no two wait for each other.
        List<ReentrantLock> needed = clientIds.stream()
                .map(clientId -> Math.floorMod(clientId.hashCode(), STRIPES))
                .distinct()
                .sorted()
                .map(locks::get)
                .toList();
        needed.forEach(ReentrantLock::lock);
        try {
            return action.get();
        } finally {
            needed.forEach(ReentrantLock::unlock);
        }
    }
}
