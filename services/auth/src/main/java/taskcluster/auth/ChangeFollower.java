package taskcluster.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import taskcluster.auth.client.Clients;
import taskcluster.auth.role.Roles;
import taskcluster.core.Json;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.monitor.Watchdog;
import taskcluster.pulse.Event;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Subscription;
import tools.jackson.databind.JsonNode;

/**
 * Keeps the clients and roles in memory up to date with what other processes change: it follows the event log, which says
 * what to read again. From time to time it also looks through everything, in case something was changed without an event;
 * changes that are announced meanwhile do not wait for that.
 */
final class ChangeFollower implements AutoCloseable {
    /** How long to wait before trying again after a failure, such as that the database is away. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_REFRESH = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAGE = Duration.ofMinutes(1);
    private static final Duration LONGEST_RELOAD = Duration.ofHours(1);

    private final Clients clients;
    private final Roles roles;
    private final Clock clock;
    private final Duration reloadInterval;
    private final Set<String> changedClients = ConcurrentHashMap.newKeySet();
    private final Subscription subscription;
    private final Loop changes;
    private final Loop reloads;
    private volatile boolean rolesChanged;
    private Instant nextReload;

    /**
     * Reads all clients and roles, and follows changes from then on.
     *
     * @param reloadInterval how often everything is looked through
     */
    ChangeFollower(
            Clients clients, Roles roles, EventLog events, Monitor monitor, Clock clock, Duration reloadInterval) {
        this.clients = clients;
        this.roles = roles;
        this.clock = clock;
        this.reloadInterval = reloadInterval;
        this.changes = Loop.builder("auth-changes", monitor)
                .every(PAUSE)
                .maxIterationTime(LONGEST_REFRESH)
                .quiet()
                .run(_ -> refresh());
        this.reloads = Loop.builder("auth-reload", monitor)
                .every(PAUSE)
                .maxIterationTime(LONGEST_RELOAD)
                .watchdogTime(LONGEST_PAGE)
                .quiet()
                .run(this::reloadIfDue);
        // First the subscription: what changes while everything is being read is then read again.
        this.subscription = events.tail(AuthExchanges.bindings(), this::note);
        // The roles last, so that no client is known before its roles.
        clients.load();
        roles.refresh();
        this.nextReload = clock.instant().plus(reloadInterval);
        this.changes.start();
        this.reloads.start();
    }

    private void note(Event event) {
        JsonNode payload = Json.MAPPER.readTree(event.payload());
        if (payload.has("clientId")) {
            changedClients.add(payload.path("clientId").asString());
        } else {
            rolesChanged = true;
        }
        changes.wakeUp();
    }

    /** A client that was announced after a role is never known before the role: its scopes would be fewer than they ever were. */
    private void refresh() {
        List<String> clientIds = List.copyOf(changedClients);
        if (rolesChanged) {
            // Before reading: a change that is announced while reading has to be read as well.
            rolesChanged = false;
            retryOnFailure(roles::refresh, () -> rolesChanged = true);
        }
        if (!clientIds.isEmpty()) {
            clientIds.forEach(changedClients::remove);
            retryOnFailure(() -> clients.refresh(clientIds), () -> changedClients.addAll(clientIds));
        }
    }

    private void reloadIfDue(Watchdog watchdog) {
        if (!clock.instant().isBefore(nextReload)) {
            roles.refresh();
            clients.reload(watchdog::touch);
            nextReload = clock.instant().plus(reloadInterval);
        }
    }

    private static void retryOnFailure(Runnable action, Runnable remember) {
        boolean done = false;
        try {
            action.run();
            done = true;
        } finally {
            if (!done) {
                remember.run();
            }
        }
    }

    @Override
    public void close() {
        subscription.close();
        changes.close();
        reloads.close();
    }
}
