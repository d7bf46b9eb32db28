package taskcluster.auth.vending.sentry;

import java.time.Instant;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Stability;

/** The API method that gives DSNs of Sentry. */
public final class SentryApi {
    private final SentryKeys keys;

    public SentryApi(SentryKeys keys) {
        this.keys = keys;
    }

    @ApiMethod(
            name = "sentryDSN",
            route = "/sentry/<project>/dsn",
            scopes = "auth:sentry:<project>",
            output = "v1/sentry-dsn-response.json#",
            stability = Stability.STABLE,
            category = "Sentry Credentials",
            title = "Get DSN for Sentry Project",
            description = """
                    Gets a DSN with which errors can be reported to a project of Sentry. The project is made if it is not \
                    there. The DSN works until `expires`, for 25 to 48 hours: a process that lives longer has to ask \
                    again.""")
    Object sentryDSN(ApiRequest request) {
        String project = request.param("project");
        if (!keys.isConfigured()) {
            throw ApiException.notFound(
                    "This deployment is not connected to Sentry. Its operator sets SENTRY_ORGANIZATION, SENTRY_HOST,"
                            + " SENTRY_AUTH_TOKEN, SENTRY_TEAM and SENTRY_KEY_PREFIX.",
                    Map.of());
        }
        SentryKey key = keys.get(project);
        return new Reply(project, Map.of("secret", key.secretDsn(), "public", key.publicDsn()), key.expires());
    }

    private record Reply(String project, Map<String, String> dsn, Instant expires) {
        /** Without the DSNs. */
        @Override
        public String toString() {
            return project + " until " + expires;
        }
    }
}
