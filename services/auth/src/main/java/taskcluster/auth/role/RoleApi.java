package taskcluster.auth.role;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Page;
import taskcluster.api.Stability;
import taskcluster.auth.audit.AuditLog;
import taskcluster.auth.input.Fields;
import taskcluster.auth.input.ListToken;
import taskcluster.scopes.InvalidRoleSetException;

/** The API methods for roles. */
public final class RoleApi {
    /** As many as there can be, which is what a list without a limit gives. */
    private static final int ALL = 100_000_000;

    private final RoleStore store;
    private final Roles roles;
    private final AuditLog auditLog;

    public RoleApi(RoleStore store, Roles roles, AuditLog auditLog) {
        this.store = store;
        this.roles = roles;
        this.auditLog = auditLog;
    }

    @ApiMethod(
            name = "listRoles",
            verb = HttpVerb.GET,
            route = "/roles/",
            scopes = "auth:list-roles",
            output = "v1/list-roles-response.json#",
            stability = Stability.STABLE,
            category = "Roles",
            title = "List Roles (no pagination)",
            description = "Gets all roles at once. Where there are many, `listRoles2` is easier on everybody.")
    Object listRoles(ApiRequest request) {
        return replies(store.list(null, null));
    }

    @ApiMethod(
            name = "listRoles2",
            verb = HttpVerb.GET,
            route = "/roles2/",
            query = {"continuationToken", "limit"},
            scopes = "auth:list-roles",
            output = "v1/list-roles2-response.json#",
            stability = Stability.STABLE,
            category = "Roles",
            title = "List Roles",
            description = """
                    Gets the roles, in the order of their IDs: all of them, or with `limit` as many as it says.

                    Pass the `continuationToken` of a page to get the next one; the last page has none.""")
    Object listRoles2(ApiRequest request) {
        RolePage page = page(request);
        return new RoleList(replies(page.roles), page.continuationToken);
    }

    @ApiMethod(
            name = "listRoleIds",
            verb = HttpVerb.GET,
            route = "/roleids/",
            query = {"continuationToken", "limit"},
            scopes = "auth:list-roles",
            output = "v1/list-role-ids-response.json#",
            stability = Stability.STABLE,
            category = "Roles",
            title = "List Role IDs",
            description = """
                    Gets the IDs of the roles, in order: all of them, or with `limit` as many as it says.

                    Pass the `continuationToken` of a page to get the next one; the last page has none.""")
    Object listRoleIds(ApiRequest request) {
        RolePage page = page(request);
        return new RoleIdList(page.roles.stream().map(Role::roleId).toList(), page.continuationToken);
    }

    @ApiMethod(
            name = "role",
            verb = HttpVerb.GET,
            route = "/roles/<roleId>",
            scopes = "auth:get-role:<roleId>",
            output = "v1/get-role-response.json#",
            stability = Stability.STABLE,
            category = "Roles",
            title = "Get Role",
            description = "Gets one role and all that assuming it gives.")
    Object role(ApiRequest request) {
        Role role = store.find(request.param("roleId"))
                .orElseThrow(() -> ApiException.notFound("Role not found", Map.of()));
        return RoleReply.of(role, roles.current());
    }

    @ApiMethod(
            name = "createRole",
            verb = HttpVerb.PUT,
            route = "/roles/<roleId>",
            scopes = "{AllOf: ['auth:create-role:<roleId>', {for: scope, in: scopes, each: '<scope>'}]}",
            input = "v1/create-role-request.json#",
            output = "v1/get-role-response.json#",
            stability = Stability.STABLE,
            category = "Roles",
            title = "Create Role",
            description = """
                    Creates a role. The caller has to hold every scope that it puts into it.

                    Roles must not depend on each other in a circle. A role whose ID ends in `*` is assumed for whatever \
                    stands in the place of the star, the worst being a star again, so a role that could lead back to \
                    itself for some name counts as a circle.

                    If there is a role of that ID with the same description and scopes, nothing is changed and it is \
                    returned; if these differ, the call fails.""")
    Object createRole(ApiRequest request) {
        String roleId = request.param("roleId");
        List<String> scopes = Fields.scopes(request.body());
        String description = Fields.description(request.body());
        request.authorize(Map.of("roleId", roleId, "scopes", scopes));
        String actor = request.clientId();
        return change(actor, "created", () -> roles.create(roleId, description, scopes, actor));
    }

    @ApiMethod(
            name = "updateRole",
            verb = HttpVerb.POST,
            route = "/roles/<roleId>",
            scopes = "{AllOf: ['auth:update-role:<roleId>', {for: scope, in: scopesAdded, each: '<scope>'}]}",
            input = "v1/create-role-request.json#",
            output = "v1/get-role-response.json#",
            stability = Stability.STABLE,
            category = "Roles",
            title = "Update Role",
            description = """
                    Replaces the description and scopes of a role.

                    The caller has to hold every scope that the role does not convey already, be it by itself or through \
                    another role. Taking scopes away needs no scope. Roles must not depend on each other in a circle.""")
    Object updateRole(ApiRequest request) {
        String roleId = request.param("roleId");
        List<String> scopes = Fields.scopes(request.body());
        String description = Fields.description(request.body());
        request.authorize(Map.of("roleId", roleId, "scopesAdded", List.of()));
        String actor = request.clientId();
        return change(
                actor,
                "updated",
                () -> roles.update(
                        roleId,
                        description,
                        scopes,
                        actor,
                        added -> request.authorize(Map.of("roleId", roleId, "scopesAdded", added))));
    }

    @ApiMethod(
            name = "deleteRole",
            verb = HttpVerb.DELETE,
            route = "/roles/<roleId>",
            scopes = "auth:delete-role:<roleId>",
            stability = Stability.STABLE,
            category = "Roles",
            title = "Delete Role",
            description = """
                    Deletes a role. Whoever assumes it loses its scopes at once. Deleting a role that does not exist is \
                    no error.""")
    void deleteRole(ApiRequest request) {
        String roleId = request.param("roleId");
        roles.delete(roleId, request.clientId());
        auditLog.role(roleId, "deleted", request.clientId());
    }

    private RoleReply change(String actor, String action, Supplier<Role> change) {
        Role role;
        try {
            role = change.get();
        } catch (InvalidRoleSetException invalid) {
            throw ApiException.inputError(String.valueOf(invalid.getMessage()), invalid.details());
        }
        auditLog.role(role.roleId(), action, actor);
        return RoleReply.of(role, roles.current());
    }

    private RolePage page(ApiRequest request) {
        Page page = request.page(ALL);
        List<Role> found = store.list(page.after().map(ListToken::after).orElse(null), page.size() + 1);
        if (found.size() <= page.size()) {
            return new RolePage(found, null);
        }
        List<Role> shown = found.subList(0, page.size());
        return new RolePage(shown, Page.token(shown.getLast().roleId()));
    }

    private List<RoleReply> replies(List<Role> found) {
        RoleSnapshot snapshot = roles.current();
        return found.stream().map(role -> RoleReply.of(role, snapshot)).toList();
    }

    private record RolePage(List<Role> roles, @Nullable String continuationToken) {}

    private record RoleList(List<RoleReply> roles, @Nullable String continuationToken) {}

    private record RoleIdList(
            List<String> roleIds, @Nullable String continuationToken) {}
}
