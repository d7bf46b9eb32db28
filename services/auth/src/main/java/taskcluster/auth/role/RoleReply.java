package taskcluster.auth.role;

import java.time.Instant;
import java.util.List;

/** A role as the API shows it. */
record RoleReply(
        String roleId,
        List<String> scopes,
        String description,
        Instant created,
        Instant lastModified,
        List<String> expandedScopes) {

    static RoleReply of(Role role, RoleSnapshot roles) {
        return new RoleReply(
                role.roleId(),
                role.scopes(),
                role.description(),
                role.created(),
                role.lastModified(),
                roles.expandRole(role.roleId()).scopes());
    }
}
