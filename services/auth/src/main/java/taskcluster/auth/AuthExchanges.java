package taskcluster.auth;

import java.util.List;
import taskcluster.pulse.Binding;
import taskcluster.pulse.ExchangeDeclaration;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.RoutingKeyField;

/** The exchanges on which auth announces changes. The stored functions write the events. */
final class AuthExchanges {
    static final Exchanges EXCHANGES = Exchanges.builder("auth", "v1")
            .title("Auth Events")
            .description("""
                    Announcements of changes of clients and roles. They say what has changed, not what it is now: read the \
                    client or role again.""")
            .exchange(client("client-created", "clientCreated", "Client Created", "A client was created."))
            .exchange(client(
                    "client-updated",
                    "clientUpdated",
                    "Client Updated",
                    "A client was changed: updated, enabled, disabled, or given another access token."))
            .exchange(client("client-deleted", "clientDeleted", "Client Deleted", "A client was deleted."))
            .exchange(role("role-created", "roleCreated", "Role Created", "A role was created."))
            .exchange(role("role-updated", "roleUpdated", "Role Updated", "A role was changed."))
            .exchange(role("role-deleted", "roleDeleted", "Role Deleted", "A role was deleted."))
            .build();

    private AuthExchanges() {}

    /** Bindings for all of the events. */
    static List<Binding> bindings() {
        return EXCHANGES.declarations().stream()
                .map(declaration -> new Binding(EXCHANGES.fullName(declaration.exchange()), "#"))
                .toList();
    }

    private static ExchangeDeclaration client(String exchange, String name, String title, String description) {
        return declaration(exchange, name, title, description, "v1/client-message.json#");
    }

    private static ExchangeDeclaration role(String exchange, String name, String title, String description) {
        return declaration(exchange, name, title, description, "v1/role-message.json#");
    }

    private static ExchangeDeclaration declaration(
            String exchange, String name, String title, String description, String schema) {
        return new ExchangeDeclaration(exchange, name, title, description, List.of(RoutingKeyField.reserved()), schema);
    }
}
