package taskcluster.client;

import java.util.List;
import java.util.Map;

/// Auth Events. Announcements of changes of clients and roles. They say what has changed, not what it is
/// now: read the client or role again.
///
/// Generated from the service's reference.
public final class AuthEvents {
    private static final ExchangeReference CLIENT_CREATED = new ExchangeReference(
            "exchange/taskcluster-auth/v1/client-created", List.of(RoutingKeyField.words("reserved")));
    private static final ExchangeReference CLIENT_UPDATED = new ExchangeReference(
            "exchange/taskcluster-auth/v1/client-updated", List.of(RoutingKeyField.words("reserved")));
    private static final ExchangeReference CLIENT_DELETED = new ExchangeReference(
            "exchange/taskcluster-auth/v1/client-deleted", List.of(RoutingKeyField.words("reserved")));
    private static final ExchangeReference ROLE_CREATED = new ExchangeReference(
            "exchange/taskcluster-auth/v1/role-created", List.of(RoutingKeyField.words("reserved")));
    private static final ExchangeReference ROLE_UPDATED = new ExchangeReference(
            "exchange/taskcluster-auth/v1/role-updated", List.of(RoutingKeyField.words("reserved")));
    private static final ExchangeReference ROLE_DELETED = new ExchangeReference(
            "exchange/taskcluster-auth/v1/role-deleted", List.of(RoutingKeyField.words("reserved")));

    private AuthEvents() {}

    /// Client Created.
    ///
    /// A client was created.
    ///
    /// The fields of its routing keys:
    ///
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding clientCreated(Map<String, ?> routingKey) {
        return CLIENT_CREATED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding clientCreated(String routingKeyPattern) {
        return CLIENT_CREATED.bind(routingKeyPattern);
    }

    /// Client Updated.
    ///
    /// A client was changed: updated, enabled, disabled, or given another access token.
    ///
    /// The fields of its routing keys:
    ///
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding clientUpdated(Map<String, ?> routingKey) {
        return CLIENT_UPDATED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding clientUpdated(String routingKeyPattern) {
        return CLIENT_UPDATED.bind(routingKeyPattern);
    }

    /// Client Deleted.
    ///
    /// A client was deleted.
    ///
    /// The fields of its routing keys:
    ///
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding clientDeleted(Map<String, ?> routingKey) {
        return CLIENT_DELETED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding clientDeleted(String routingKeyPattern) {
        return CLIENT_DELETED.bind(routingKeyPattern);
    }

    /// Role Created.
    ///
    /// A role was created.
    ///
    /// The fields of its routing keys:
    ///
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding roleCreated(Map<String, ?> routingKey) {
        return ROLE_CREATED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding roleCreated(String routingKeyPattern) {
        return ROLE_CREATED.bind(routingKeyPattern);
    }

    /// Role Updated.
    ///
    /// A role was changed.
    ///
    /// The fields of its routing keys:
    ///
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding roleUpdated(Map<String, ?> routingKey) {
        return ROLE_UPDATED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding roleUpdated(String routingKeyPattern) {
        return ROLE_UPDATED.bind(routingKeyPattern);
    }

    /// Role Deleted.
    ///
    /// A role was deleted.
    ///
    /// The fields of its routing keys:
    ///
    /// - `reserved`: Space reserved for later fields. Always bind with `#` here, so that a binding stays
    /// valid.
    public static EventBinding roleDeleted(Map<String, ?> routingKey) {
        return ROLE_DELETED.bind(routingKey);
    }

    /// The same, for a pattern in the broker's own notation.
    public static EventBinding roleDeleted(String routingKeyPattern) {
        return ROLE_DELETED.bind(routingKeyPattern);
    }
}
