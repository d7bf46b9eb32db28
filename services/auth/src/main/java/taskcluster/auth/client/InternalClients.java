package taskcluster.auth.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The clients that the platform's own services use. A deployment's configuration gives each of them an access token; what
 * they may do is decided here.
 */
final class InternalClients {
    /** Ids that begin like this are the platform's own. */
    static final String PREFIX = "static/taskcluster";

    private static final Map<String, List<String>> SCOPES = new LinkedHashMap<>();

    static {
        define("built-in-workers", "queue:claim-work:built-in/*", "queue:worker-id:built-in/*");
        define(
                "github",
                "assume:repo:github.com/*",
                "assume:scheduler-id:taskcluster-github/*",
                "auth:expand-scopes",
                "hooks:trigger-hook:*",
                "queue:cancel-task-group:taskcluster-github/*",
                "queue:get-artifact:public/github/customCheckRunAnnotations.json",
                "queue:get-artifact:public/github/customCheckRunText.md",
                "queue:get-artifact:public/logs/live_backing.log",
                "queue:list-artifacts:*",
                "queue:list-task-group:*",
                "queue:route:checks",
                "queue:route:statuses",
                "queue:scheduler-id:taskcluster-github",
                "queue:seal-task-group:taskcluster-github/*");
        define("hooks", "assume:hook-id:*", "notify:email:*", "queue:create-task:*");
        define("index", "queue:get-artifact:*", "queue:get-task:*");
        define("notify", "queue:get-task:*");
        define("object");
        define("purge-cache");
        define("queue", "*");
        define("root", "*");
        define("secrets");
        define("web-server", webServer());
        define(
                "worker-manager",
                "assume:worker-id:*",
                "assume:worker-pool:*",
                "assume:worker-type:*",
                "auth:create-client:worker/*",
                "notify:email:*",
                "queue:claim-work:*",
                "queue:claimed-count:*",
                "queue:pending-count:*",
                "queue:worker-id:*",
                "secrets:get:worker-pool:*",
                "secrets:get:worker-type:*",
                "worker-manager:remove-worker:*",
                "worker-manager:reregister-worker:*",
                "worker-manager:should-worker-terminate:*");
    }

    private InternalClients() {}

    /** The ids that every deployment has to configure. */
    static Set<String> ids() {
        return SCOPES.keySet();
    }

    /** The scopes of an internal client; null if there is no such client. */
    static @Nullable List<String> scopesOf(String clientId) {
        return SCOPES.get(clientId);
    }

    private static void define(String name, String... scopes) {
        SCOPES.put(PREFIX + "/" + name, List.of(scopes));
    }

    private static String[] webServer() {
        Stream<String> roles = Stream.of(
                        "github-org-admin", "github-team", "login-identity", "mozilla-group", "mozillians-group")
                .map(kind -> "assume:" + kind + ":*");
        Stream<String> clients = Stream.of(
                        "create-client",
                        "delete-client",
                        "disable-client",
                        "enable-client",
                        "reset-access-token",
                        "update-client")
                .flatMap(action ->
                        Stream.of("github", "mozilla-auth0").map(provider -> "auth:" + action + ":" + provider + "/*"));
        return Stream.concat(roles, clients).toArray(String[]::new);
    }
}
