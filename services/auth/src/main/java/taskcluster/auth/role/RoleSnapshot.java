package taskcluster.auth.role;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.scopes.RoleSet;
import taskcluster.scopes.ScopeSet;

/** All roles at one instant, ready for expanding scopes. Immutable; two snapshots of one version hold the same roles. */
public final class RoleSnapshot {
    private static final String ANONYMOUS = "assume:anonymous";
    private static final RoleSnapshot NONE = new RoleSnapshot(0, RoleSet.compile(Map.of()));

    private final long version;
    private final RoleSet roles;
    private final ScopeSet anonymous;

    RoleSnapshot(long version, RoleSet roles) {
        this.version = version;
        this.roles = roles;
        this.anonymous = roles.expand(List.of(ANONYMOUS));
    }

    /** No roles at all. */
    public static RoleSnapshot none() {
        return NONE;
    }

    /** The roles after changes since this version. */
    RoleSnapshot with(RoleChanges changes) {
        return new RoleSnapshot(
                changes.version(),
                changes.isComplete()
                        ? RoleSet.compile(changes.put())
                        : roles.changed(changes.put(), changes.deleted()));
    }

    /** The number of changes that led to this set of roles, in a way: it goes up with each change. */
    long version() {
        return version;
    }

    RoleSet roles() {
        return roles;
    }

    /** Stands for these roles without keeping them: snapshots that have the same one hold the same roles. */
    public Object state() {
        return roles.state();
    }

    /** The scopes that a role was given; null if there is no such role. */
    @Nullable
    List<String> scopesOf(String roleId) {
        return roles.scopesOf(roleId);
    }

    /** The given scopes with everything that they give through roles. */
    public ScopeSet expand(Collection<String> scopes) {
        return roles.expand(scopes);
    }

    /** What assuming a role gives, the scope for assuming it included. */
    public ScopeSet expandRole(String roleId) {
        return roles.expand(List.of("assume:" + roleId));
    }

    /** What everybody has, with credentials or without: the role {@code anonymous}, expanded. */
    public ScopeSet anonymous() {
        return anonymous;
    }
}
