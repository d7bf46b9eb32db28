package taskcluster.auth.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskcluster.monitor.Monitor;
import taskcluster.postgres.ColumnEncryption;

/**
 * The clients, held in memory with their access tokens for authenticating requests. Changes of this process are there
 * before the call that makes them returns; those of other processes after the next {@link #refresh}.
 *
 * <p>Each client is one immutable object, so that whoever looks one up sees one state of it, whole.
 */
public final class Clients {
    private static final int PAGE = 1000;

    private final ClientStore store;
    private final ColumnEncryption encryption;
    private final Monitor monitor;
    // Held while clients change or are read anew, so that an older state never replaces a newer one.
    private final ClientLocks locks = new ClientLocks();
    private final ConcurrentHashMap<String, Principal> principals = new ConcurrentHashMap<>();

    /** No clients yet; {@link #load} reads them. */
    public Clients(ClientStore store, ColumnEncryption encryption, Monitor monitor) {
        this.store = store;
        this.encryption = encryption;
        this.monitor = monitor;
    }

    /** The client of that id, as this process knows it. */
    public @Nullable Principal find(String clientId) {
        return principals.get(clientId);
    }

    /** Reads all clients; to be done first. */
    public void load() {
        forEachPage(page -> page.forEach(this::put));
    }

    /**
     * Compares all clients with what is known of them, and reads those again that differ. It holds nobody up: changes go on
     * meanwhile and are not undone by it.
     *
     * @param afterPage runs after each thousand of them
     */
    public void reload(Runnable afterPage) {
        Set<String> unseen = new HashSet<>(principals.keySet());
        forEachPage(page -> {
            List<String> different = new ArrayList<>();
            for (Client client : page) {
                unseen.remove(client.clientId());
                Principal known = principals.get(client.clientId());
                if (known == null || !known.isOf(client)) {
                    different.add(client.clientId());
                }
            }
            refresh(different);
            afterPage.run();
        });
        refresh(unseen);
    }

    private void forEachPage(Consumer<List<Client>> action) {
        List<Client> page;
        String after = null;
        do {
            page = store.list(null, after, PAGE);
            action.accept(page);
            after = page.isEmpty() ? null : page.getLast().clientId();
        } while (page.size() == PAGE);
    }

    /** Reads these clients again. */
    public void refresh(Collection<String> clientIds) {
        List<String> distinct = clientIds.stream().distinct().toList();
        for (int from = 0; from < distinct.size(); from += PAGE) {
            List<String> some = distinct.subList(from, Math.min(from + PAGE, distinct.size()));
            locks.holding(some, () -> {
                Set<String> missing = new HashSet<>(some);
                for (Client client : store.find(some)) {
                    missing.remove(client.clientId());
                    put(client);
                }
                missing.forEach(principals::remove);
                return some;
            });
        }
    }

    /** Makes a change of one client and takes over what it leads to. */
    Client change(String clientId, Supplier<Client> change) {
        return locks.holding(List.of(clientId), () -> {
            Client client = change.get();
            put(client);
            return client;
        });
    }

    /** Deletes a client, given what does it, and forgets it. */
    void delete(String clientId, Runnable deletion) {
        locks.holding(List.of(clientId), () -> {
            deletion.run();
            principals.remove(clientId);
            return clientId;
        });
    }

    /** A client whose token cannot be decrypted is left out: nobody can authenticate as it, but all others can. */
    private void put(Client client) {
        String accessToken;
        try {
            accessToken = encryption.decrypt(client.encryptedAccessToken());
        } catch (RuntimeException undecryptable) {
            monitor.reportError(undecryptable, Map.of("clientId", client.clientId()));
            principals.remove(client.clientId());
            return;
        }
        principals.put(client.clientId(), Principal.of(client, accessToken));
    }
}
