package taskcluster.notify.denylist;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import taskcluster.postgres.Database;

/**
 * Who gets no notifications: the addresses that the API was told, and the e-mail addresses of the configuration. E-mail
 * addresses are compared regardless of case, all others as they are.
 */
public final class Denylist {
    private static final String EMAIL = "email";

    private final Database database;
    private final Set<String> configured;

    /** @param deniedEmailAddresses those of the configuration */
    public Denylist(Database database, List<String> deniedEmailAddresses) {
        this.database = database;
        this.configured = deniedEmailAddresses.stream().map(Denylist::key).collect(Collectors.toUnmodifiableSet());
    }

    private static String key(String emailAddress) {
        return emailAddress.toLowerCase(Locale.ROOT);
    }

    /** Whether the configuration denies it. */
    public boolean isConfigured(String type, String address) {
        return type.equals(EMAIL) && configured.contains(key(address));
    }

    /**
     * Whether an address gets no notifications, by the configuration or the list in the database.
     *
     * @param type {@code email}, {@code pulse}, {@code matrix-room} or {@code slack-channel}
     */
    public boolean contains(String type, String address) {
        return isConfigured(type, address)
                || database.call("notify.exists_denylist_address", type, address)
                        .single((row, _) -> row.getBoolean(1));
    }

    void add(DenylistedAddress address) {
        database.call("notify.add_denylist_address", address.notificationType(), address.notificationAddress())
                .run();
    }

    void delete(DenylistedAddress address) {
        database.call("notify.delete_denylist_address", address.notificationType(), address.notificationAddress())
                .run();
    }

    /** An entry with what the list is sorted by beside its type. */
    record Entry(String key, DenylistedAddress address) {}

    /** The entries that the API was told, in order: those after the given one, or the first ones. */
    List<Entry> list(@Nullable String afterType, @Nullable String afterKey, int limit) {
        return database.call("notify.all_denylist_addresses", afterType, afterKey, limit)
                .list((row, _) -> new Entry(
                        row.getString("address_key"),
                        new DenylistedAddress(
                                row.getString("notification_type"), row.getString("notification_address"))));
    }
}
