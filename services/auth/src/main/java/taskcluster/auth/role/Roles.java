package taskcluster.auth.role;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import taskcluster.api.ApiException;
import taskcluster.postgres.RejectedCallException;
import taskcluster.scopes.InvalidRoleSetException;
import taskcluster.scopes.RoleSet;
import taskcluster.scopes.ScopeSet;

/**
 * The roles, held in memory for expanding scopes. Changes of this process are there before the call that makes them
 * returns; those of other processes after the next {@link #refresh}.
 *
 * <p>A change of the roles has to be checked against all of them together, here, while another process may be changing
 * them too. So each change names the version of the roles that it was checked against, the database refuses it if that is
 * no longer the current version, and it is then checked again.
 */
public final class Roles {
    /** Each repetition means that another process did change the roles, so running out of them takes a storm of changes. */
    private static final int ATTEMPTS = 50;

    private final RoleStore store;
    // Held while the roles change or are read anew, so that an older state never replaces a newer one.
    private final ReentrantLock lock = new ReentrantLock();
    private volatile RoleSnapshot current;

    /** Reads the roles. */
    public Roles(RoleStore store) {
        this.store = store;
        this.current = RoleSnapshot.none().with(store.changesSince(null).orElseThrow());
    }

    /** The roles as this process knows them. */
    public RoleSnapshot current() {
        return current;
    }

    /** Reads the roles that have changed. */
    public void refresh() {
        lock.lock();
        try {
            RoleSnapshot seen = current;
            store.changesSince(seen.version()).ifPresent(changes -> current = seen.with(changes));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Creates a role. If there is one with the same description and scopes, that is returned unchanged.
     *
     * @throws InvalidRoleSetException if the roles cannot be used together with this one
     * @throws RejectedCallException if another role of that id exists
     */
    Role create(String roleId, String description, List<String> scopes, String actor) {
        return change(seen -> {
            boolean exists = seen.scopesOf(roleId) != null;
            RoleSet candidate = exists ? seen.roles() : seen.roles().with(roleId, scopes);
            VersionedRole created = store.create(roleId, description, scopes, seen.version(), actor);
            adopt(seen, candidate, created.version());
            return created.role();
        });
    }

    /**
     * Changes a role.
     *
     * @param authorize is given the scopes that the role does not convey already, and throws if the caller may not add them;
     *     it may be asked several times
     * @throws ApiException if there is no such role
     * @throws InvalidRoleSetException if the roles cannot be used together with the changed one
     */
    Role update(
            String roleId,
            String description,
            List<String> scopes,
            String actor,
            Consumer<? super List<String>> authorize) {
        return change(seen -> {
            List<String> before = seen.scopesOf(roleId);
            if (before == null) {
                throw ApiException.notFound("Role not found", Map.of());
            }
            ScopeSet conveyed = seen.expand(before);
            authorize.accept(
                    scopes.stream().filter(scope -> !conveyed.satisfies(scope)).toList());
            RoleSet candidate = seen.roles().with(roleId, scopes);
            VersionedRole updated = store.update(roleId, description, scopes, seen.version(), actor);
            adopt(seen, candidate, updated.version());
            return updated.role();
        });
    }

    /** Deletes a role if there is one. */
    void delete(String roleId, String actor) {
        lock.lock();
        try {
            RoleSnapshot seen = current;
            adopt(seen, seen.roles().without(roleId), store.delete(roleId, actor));
        } finally {
            lock.unlock();
        }
    }

    /** Makes a change that depends on the present roles. A refusal counts only if the roles it was based on are current. */
    private Role change(Function<RoleSnapshot, Role> attempt) {
        lock.lock();
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                RoleSnapshot seen = current;
                try {
                    return attempt.apply(seen);
                } catch (RejectedCallException rejected) {
                    if (!rejected.code().equals(RoleStore.STALE)) {
                        throw rejected;
                    }
                    refresh();
                } catch (ApiException | InvalidRoleSetException refused) {
                    refresh();
                    if (current == seen) {
                        throw refused;
                    }
                }
            }
            throw new IllegalStateException("Could not modify roles; too many conflicts");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes over the roles after a change of this process that was checked against {@code seen}. A candidate that differs
     * from those and a version one higher mean that this very change is all that happened; otherwise changes are read.
     */
    private void adopt(RoleSnapshot seen, RoleSet candidate, long version) {
        if (candidate != seen.roles() && version == seen.version() + 1) {
            current = new RoleSnapshot(version, candidate);
        } else if (version != seen.version()) {
            refresh();
        }
    }
}
