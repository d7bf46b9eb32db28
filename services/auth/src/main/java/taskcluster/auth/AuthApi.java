package taskcluster.auth;

import taskcluster.api.Api;
import taskcluster.api.SchemaSet;
import taskcluster.auth.vending.AccessLevel;
import taskcluster.auth.vending.aws.AwsApi;
import taskcluster.auth.vending.github.GithubApi;

/** The API of auth; its methods are declared where they are answered. */
final class AuthApi {
    /** Ids are kept in indexes of the database, which bounds them. */
    private static final int MAX_ID_LENGTH = 2048;

    private AuthApi() {}

    /** @param handlers the objects that answer its methods */
    static Api of(Object... handlers) {
        return Api.builder("auth", "v1")
                .title("Auth Service")
                .description("""
                        Decides who makes a request, and what the request may do.

                        ## Clients
                        A client is a name with an access token and some scopes. Requests are signed with the access token \
                        by the Hawk scheme. From their access token, holders can make temporary credentials for others, \
                        with fewer scopes and a shorter life, without asking this service.

                        ## Scopes and roles
                        A scope is a text that stands for a permission; one that ends in `*` stands for all that begin \
                        with the rest of it. A role is a named set of scopes: whoever holds `assume:<roleId>` holds the \
                        scopes of the role as well. A role whose ID ends in `*` applies to every name that begins with \
                        the rest of the ID, and `<..>` in its scopes stands for the remainder of that name.

                        Everybody can only give what they hold: who creates a client or role, or adds scopes to one, \
                        needs those scopes.

                        ## The anonymous role
                        The scopes of the role `anonymous` belong to everybody, also without credentials.

                        ## Credentials for others
                        To those who have the scopes, this service also gives short-lived credentials for services \
                        outside of the deployment, such as buckets of S3, that its operator has configured. Callers \
                        have to ask for new ones before they expire.""")
                .parameter("clientId", "^[A-Za-z0-9!@/:.+|_-]{1," + MAX_ID_LENGTH + "}$")
                .parameter("roleId", "^[\\x20-\\x7e]{1," + MAX_ID_LENGTH + "}$")
                .parameter("entityType", "^(client|role|secret|hook|worker-pool)$")
                .parameter("level", AccessLevel.PATTERN)
                .parameter("bucket", "^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")
                .parameter("account", "^[a-z0-9]{3,24}$")
                .parameter("table", "^[A-Za-z][A-Za-z0-9]{2,62}$")
                .parameter("container", "^(?!.*[-]{2})[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")
                .parameter("project", "^[a-zA-Z0-9_-]{1,64}$")
                .parameter("wstAudience", "^[a-zA-Z0-9_-]{1,38}$")
                .parameter("wstClient", "^[a-zA-Z0-9_~.%-]+$")
                .parameter("appName", GithubApi.APP_NAME_PATTERN)
                .parameter("owner", "^[A-Za-z0-9._-]+$")
                .query("format", AwsApi.IAM_ROLE_FORMAT)
                .query("prefix", "^[A-Za-z0-9!@/:.+|_-]+$")
                .query("limit", "^[0-9]+$")
                .query("continuationToken", "^.+$")
                .schemas(SchemaSet.load("auth"))
                .errorCode(GithubApi.TOO_MANY_REQUESTS, 429)
                .handlers(handlers)
                .build();
    }
}
