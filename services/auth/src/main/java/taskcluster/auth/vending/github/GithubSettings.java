package taskcluster.auth.vending.github;

import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.auth.vending.EndpointUrl;

/**
 * For which GitHub apps there are tokens.
 *
 * @param apps JSON, {@code {name: {"appId", "privateKey"}}}; blank for none. The names are this deployment's own. The key is
 *     the PEM file that GitHub gives, with line breaks or with {@code \n} written out
 * @param apiUrl where to reach the REST API, for GitHub Enterprise Server
 */
public record GithubSettings(
        @DefaultValue("") String apps,
        @DefaultValue("https://api.github.com") String apiUrl) {
    private static final String APPS = "auth.vending.github.apps";

    public GithubSettings {
        GithubApp.parse(APPS, apps);
        apiUrl = EndpointUrl.parse("auth.vending.github.api-url", apiUrl);
    }

    Map<String, GithubApp> byName() {
        return GithubApp.parse(APPS, apps);
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "apiUrl=" + apiUrl;
    }
}
