package taskcluster.auth.vending.github;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import tools.jackson.databind.JsonNode;

/** The API method that gives tokens for repositories on GitHub. */
public final class GithubApi {
    /** What the route parameter {@code appName} must match. */
    public static final String APP_NAME_PATTERN = GithubApp.NAME_PATTERN;

    /** The code of errors, 429, when GitHub wants to be asked less often. */
    public static final String TOO_MANY_REQUESTS = "TooManyRequests";

    private final Map<String, GithubApp> apps;
    private final Installations installations;

    public GithubApi(GithubSettings settings, Installations installations) {
        this.apps = settings.byName();
        this.installations = installations;
    }

    @ApiMethod(
            name = "githubRepoToken",
            verb = HttpVerb.POST,
            route = "/github/<appName>/<owner>/repo-token",
            scopes = "{AllOf: [{for: repoPerm, in: repoPerms,"
                    + " each: 'auth:github-repo-token:<appName>/<owner>/<repoPerm>'}]}",
            input = "v1/github-repo-token-request.json#",
            output = "v1/github-token-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = "Github Credentials",
            title = "Get a GitHub Token for Repositories",
            description = """
                    Gets an installation token of a GitHub app that has the given permissions in the given repositories of \
                    an owner, an organisation or user, for an hour. `appName` is the name of the app in the configuration \
                    of this deployment, and the app has to be installed for the owner.

                    The caller needs the scope `auth:github-repo-token:<appName>/<owner>/<repository>:<permission>:<level>` \
                    for each repository and permission, with the names of owner and repositories in lower case. The level \
                    `write` does not include `read` in this.

                    The call fails with 429 when GitHub wants to be asked less often.""")
    Object githubRepoToken(ApiRequest request) {
        String owner = request.param("owner").toLowerCase(Locale.ROOT);
        List<String> repositories = repositories(request.body());
        Map<String, String> permissions = permissions(request.body());
        request.authorize(Map.of("owner", owner, "repoPerms", crossProduct(repositories, permissions)));
        String name = request.param("appName");
        GithubApp app = apps.get(name);
        if (app == null) {
            throw ApiException.notFound(
                    "There is no GitHub app '{{name}}'. The operator of this deployment lists apps in"
                            + " GITHUB_CREDENTIALS_APPS.",
                    Map.of("name", name));
        }
        return installations.createToken(app, owner, repositories, permissions);
    }

    /** In lower case, each once. */
    private static List<String> repositories(JsonNode body) {
        return body.path("repositories")
                .valueStream()
                .map(repository -> repository.asString().toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private static Map<String, String> permissions(JsonNode body) {
        Map<String, String> permissions = new LinkedHashMap<>();
        body.path("permissions")
                .properties()
                .forEach(permission -> permissions.put(
                        permission.getKey(), permission.getValue().asString()));
        return permissions;
    }

    private static List<String> crossProduct(List<String> repositories, Map<String, String> permissions) {
        List<String> product = new ArrayList<>(repositories.size() * permissions.size());
        for (String repository : repositories) {
            permissions.forEach((permission, level) -> product.add(repository + ":" + permission + ":" + level));
        }
        return product;
    }
}
