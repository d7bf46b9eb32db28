package taskcluster.auth.vending.sentry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.auth.vending.EndpointUrl;

/**
 * How to make keys for Sentry: all of these, or none.
 *
 * @param organization the slug of the organisation that projects are in
 * @param host where Sentry is: a URL, or the name of a host that is reached by HTTPS
 * @param authToken a token of Sentry that may read and write projects
 * @param team the slug of the team that new projects belong to
 * @param keyPrefix what the names of keys that are made here start with; no other keys are touched
 */
public record SentrySettings(
        @DefaultValue("") String organization,
        @DefaultValue("") String host,
        @DefaultValue("") String authToken,
        @DefaultValue("") String team,
        @DefaultValue("") String keyPrefix) {
    public SentrySettings {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("organization (SENTRY_ORGANIZATION)", organization);
        all.put("host (SENTRY_HOST)", host);
        all.put("auth-token (SENTRY_AUTH_TOKEN)", authToken);
        all.put("team (SENTRY_TEAM)", team);
        all.put("key-prefix (SENTRY_KEY_PREFIX)", keyPrefix);
        List<String> missing = all.entrySet().stream()
                .filter(setting -> setting.getValue().isBlank())
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty() && missing.size() < all.size()) {
            throw new IllegalArgumentException(
                    "auth.vending.sentry: set all or none; not set are " + String.join(", ", missing));
        }
        if (!host.isBlank()) {
            host = EndpointUrl.parse("auth.vending.sentry.host", host.contains("://") ? host : "https://" + host);
        }
    }

    boolean isSet() {
        return !host.isBlank();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return isSet() ? host + ", organization=" + organization + ", team=" + team : "not set";
    }
}
