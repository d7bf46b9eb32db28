package taskcluster.scopes;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The expansions that were used lately, for all states of a set of roles: each entry knows the state in which it was made or
 * last found to be valid. The cache is bounded in the number of entries and, since one expansion may have very many scopes, in
 * the number of scopes. Safe for use by many threads; finding an entry takes no lock.
 */
final class ExpansionCache {
    private final int maxEntries;
    private final int maxScopes;
    private final ConcurrentHashMap<List<String>, Entry> entries = new ConcurrentHashMap<>();

    // Both guarded by this: the keys of the entries, those to be dropped next first, and how many scopes the entries
    // have.
    private final Queue<List<String>> keys = new ArrayDeque<>();
    private long scopes;

    private static final class Entry {
        final ScopeSet expansion;
        final History.State validIn;
        volatile boolean used;

        Entry(ScopeSet expansion, History.State validIn) {
            this.expansion = expansion;
            this.validIn = validIn;
        }
    }

    ExpansionCache(int maxEntries, int maxScopes) {
        this.maxEntries = maxEntries;
        this.maxScopes = maxScopes;
    }

    /**
     * The known expansion of these scopes, or else a new one, which is made without holding up other threads.
     *
     * @param history of the set of roles that is asked
     */
    ScopeSet get(List<String> key, History history, Supplier<ScopeSet> expand) {
        ScopeSet known = find(key, history);
        if (known != null) {
            return known;
        }
        ScopeSet expanded = expand.get();
        remember(key, new Entry(expanded, history.last()));
        return expanded;
    }

    @Nullable
    ScopeSet find(List<String> key, History history) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.validIn != history.last()) {
            if (!history.isValid(entry.expansion, entry.validIn)) {
                return null;
            }
            // If another thread has put something else there meanwhile, that is as good.
            entries.replace(key, entry, new Entry(entry.expansion, history.last()));
        }
        if (!entry.used) {
            entry.used = true;
        }
        return entry.expansion;
    }

    private synchronized void remember(List<String> key, Entry entry) {
        Entry before = entries.put(key, entry);
        if (before == null) {
            keys.add(key);
        } else {
            scopes -= cost(key, before);
        }
        scopes += cost(key, entry);
        while (entries.size() > maxEntries || scopes > maxScopes) {
            dropOne();
        }
    }

    /** Drops the oldest entry, but one that was used since it was last looked at gets another turn. */
    private void dropOne() {
        List<String> key = keys.remove();
        Entry entry = entries.get(key);
        if (entry == null) {
            return;
        }
        if (entry.used) {
            entry.used = false;
            keys.add(key);
        } else if (entries.remove(key, entry)) {
            scopes -= cost(key, entry);
        } else {
            keys.add(key);
        }
    }

    private static long cost(List<String> key, Entry entry) {
        return (long) key.size() + entry.expansion.scopes().size();
    }

    int size() {
        return entries.size();
    }
}
