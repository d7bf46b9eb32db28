package taskcluster.standalone;

import java.util.List;
import java.util.Map;
import taskcluster.client.Auth;

/**
 * What anyone who reaches a standalone deployment (it listens on the loopback interface only) may do without
 * credentials: read tasks, the index and public artifacts, so that logs open in a browser and one task can fetch what
 * another published. Set once, at the first start; later the role is the owner's to change.
 */
final class AnonymousAccess {
    private static final List<String> SCOPES = List.of(
            "auth:current-scopes",
            "index:find-task:*",
            "index:list-namespaces:*",
            "index:list-tasks:*",
            "queue:get-artifact:public/*",
            "queue:get-task:*",
            "queue:list-artifacts:*",
            "queue:list-dependent-tasks:*",
            "queue:list-task-group:*",
            "queue:pending-count:*",
            "queue:status:*");

    private AnonymousAccess() {}

    static void grant(Auth auth) {
        auth.createRole(
                "anonymous",
                Map.of("description", "What anyone on this machine may do without credentials", "scopes", SCOPES));
    }
}
