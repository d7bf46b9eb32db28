package taskcluster.auth.client;

import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.encode;
import static taskcluster.auth.AuthFixture.expect;

import java.time.Instant;
import taskcluster.auth.AuthFixture;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Calls that the tests of clients make again and again. */
final class ClientCalls {
    private final AuthFixture auth;
    private final TestClient root;

    ClientCalls(AuthFixture auth) {
        this.auth = auth;
        this.root = auth.root();
    }

    /** Deletes all clients but the static ones. */
    void deleteAll() {
        for (JsonNode client : root.get("clients/").body().path("clients")) {
            String clientId = client.path("clientId").asString();
            if (!clientId.startsWith("static/")) {
                expect(204, root.delete("clients/" + encode(clientId)));
            }
        }
    }

    Response create(String clientId, String... scopes) {
        return root.put("clients/" + encode(clientId), clientBody(FAR, "a client", scopes));
    }

    Response update(String clientId, String... scopes) {
        return root.post("clients/" + encode(clientId), clientBody(FAR, "a client", scopes));
    }

    /** What an authenticated request of the client leads to. */
    Response use(String clientId, String accessToken) {
        return auth.anonymous().as(clientId, accessToken).get("clients/" + encode(clientId));
    }

    static Instant time(JsonNode client, String key) {
        return Instant.parse(client.path(key).asString());
    }
}
