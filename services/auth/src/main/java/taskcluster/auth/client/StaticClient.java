package taskcluster.auth.client;

import java.util.List;

/** A client of the service's configuration. */
record StaticClient(String clientId, String accessToken, String description, List<String> scopes) {
    StaticClient {
        scopes = List.copyOf(scopes);
    }

    /** Without the access token. */
    @Override
    public String toString() {
        return "static client " + clientId;
    }
}
