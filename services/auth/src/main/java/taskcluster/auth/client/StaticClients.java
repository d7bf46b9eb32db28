package taskcluster.auth.client;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import taskcluster.postgres.ColumnEncryption;

/**
 * Makes the clients under {@code static/} what the configuration says. They cannot be changed through the API, and several
 * processes may do this at once.
 */
public final class StaticClients {
    static final String PREFIX = "static/";
    private static final int LIFE_IN_YEARS = 1000;

    private final List<StaticClient> configured;
    private final ClientStore store;
    private final ColumnEncryption encryption;
    private final Clock clock;

    /**
     * Reads the configuration.
     *
     * @throws InvalidStaticClientsException if it cannot be used
     */
    public StaticClients(String configuration, ClientStore store, ColumnEncryption encryption, Clock clock) {
        this.configured = new StaticClientsParser().parse(configuration);
        this.store = store;
        this.encryption = encryption;
        this.clock = clock;
    }

    /**
     * Checks a configuration without using it.
     *
     * @throws InvalidStaticClientsException if it cannot be used
     */
    public static void check(String configuration) {
        new StaticClientsParser().parse(configuration);
    }

    /** Writes the clients that differ from the configuration, and removes those that it does not have. */
    public void sync() {
        Map<String, Client> present = present();
        Instant expires = clock.instant()
                .atOffset(ZoneOffset.UTC)
                .plusYears(LIFE_IN_YEARS)
                .toInstant();
        for (StaticClient client : configured) {
            Client before = present.remove(client.clientId());
            if (before == null || differs(before, client)) {
                store.putStatic(client, expires, encryption.encrypt(client.accessToken()));
            }
        }
        present.keySet().forEach(store::removeStatic);
    }

    private boolean differs(Client present, StaticClient configured) {
        return !present.description().equals(configured.description())
                || !present.scopes().equals(configured.scopes())
                || !configured.accessToken().equals(accessToken(present));
    }

    /** The token of a client; empty if it was encrypted with a key that is no longer there. */
    private String accessToken(Client client) {
        try {
            return encryption.decrypt(client.encryptedAccessToken());
        } catch (RuntimeException undecryptable) {
            return "";
        }
    }

    private Map<String, Client> present() {
        int page = 1000;
        Map<String, Client> present = new LinkedHashMap<>();
        List<Client> clients = new ArrayList<>();
        String after = null;
        do {
            clients = store.list(PREFIX, after, page);
            for (Client client : clients) {
                present.put(client.clientId(), client);
                after = client.clientId();
            }
        } while (clients.size() == page);
        return present;
    }
}
