package taskcluster.standalone.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import taskcluster.client.Auth;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.core.Slugid;

/** The measured calls of auth. */
final class AuthCalls {
    static final String AUTH = "/api/auth/v1";

    private static final String CLIENT = "bench/service";
    private static final Duration LIFE = Duration.ofHours(1);
    /** What was requested of the service that asks auth who it was. */
    private static final String RESOURCE = "/api/queue/v1/task/" + Slugid.nice() + "/status";
    /** As many scopes as a task's credentials have. */
    private static final List<String> SCOPES = List.of(
            "auth:create-client:task-client/*",
            "queue:reclaim-task:" + Slugid.nice() + "/0",
            "queue:resolve-task:" + Slugid.nice() + "/0",
            "queue:create-artifact:" + Slugid.nice() + "/0",
            "queue:create-task:lowest:bench/*",
            "queue:route:index.project.bench.*",
            "queue:scheduler-id:bench",
            "secrets:get:project/bench/*");

    private final Server server;
    private final AtomicInteger names = new AtomicInteger();
    private Credentials client = new Credentials(CLIENT, "not created yet");

    AuthCalls(Server server) {
        this.server = server;
    }

    /** Creates the client whose requests are authenticated. */
    void prepare() throws IOException {
        client = new Credentials(
                CLIENT,
                new Auth(server.clientOptions())
                        .createClient(
                                CLIENT,
                                Map.of(
                                        "expires",
                                        Json.timestamp(Instant.now().plus(LIFE)),
                                        "description",
                                        "",
                                        "scopes",
                                        SCOPES))
                        .path("accessToken")
                        .asString());
    }

    Load.CallerFactory authenticatePermanent() {
        return () -> new HawkCaller(client);
    }

    /** Each connection is about the requests of one task. */
    Load.CallerFactory authenticateTemporary() {
        return () -> {
            Instant now = Instant.now();
            return new HawkCaller(client.createNamedTemporaryCredentials(
                    "task-client/" + Slugid.nice() + "/0", SCOPES.subList(1, SCOPES.size()), now, now.plus(LIFE)));
        };
    }

    /** The same scopes, again and again. */
    Load.CallerFactory expandAgain() {
        return () -> new ApiCalls.ApiCaller(server) {
            private final String body = expansion(ManyRoles.ASSUMED + "x");

            @Override
            public boolean call() throws IOException {
                send("POST", AUTH + "/scopes/expand", body);
                return true;
            }
        };
    }

    /** Scopes that nobody has asked about before. */
    Load.CallerFactory expandAnew() {
        return () -> new ApiCalls.ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                send("POST", AUTH + "/scopes/expand", expansion(ManyRoles.ASSUMED + names.incrementAndGet()));
                return true;
            }
        };
    }

    /** The role that the expanded scopes assume, with another scope each time. */
    Load.CallerFactory updateRole() {
        return () -> new ApiCalls.ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                send("POST", ManyRoles.UPDATED_PATH, ManyRoles.updated("changed:" + names.incrementAndGet()));
                return true;
            }
        };
    }

    static String expansion(String assumed) {
        return "{\"scopes\":[\"" + assumed + "\",\"queue:status:*\",\"auth:current-scopes\"]}";
    }

    /** A service that asks who made a request, as services do: without credentials of its own. */
    private final class HawkCaller implements Load.Caller {
        private final HttpConnection connection;
        private final Signer signer;

        HawkCaller(Credentials requester) throws IOException {
            connection = new HttpConnection(server.port());
            signer = Signer.of(requester, server.port());
        }

        @Override
        public boolean call() throws IOException {
            String body = "{\"method\":\"get\",\"resource\":\"" + RESOURCE + "\",\"host\":\"localhost\",\"port\":"
                    + server.port() + ",\"sourceIp\":\"127.0.0.1\",\"authorization\":\""
                    + signer.header("GET", RESOURCE).replace("\"", "\\\"") + "\"}";
            String answer = connection
                    .send("POST", AUTH + "/authenticate-hawk", null, body)
                    .requireOk()
                    .body();
            if (!answer.contains("\"auth-success\"")) {
                throw new IllegalStateException(answer);
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
