package taskcluster.auth.vending.github;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import taskcluster.auth.vending.SecretJson;

/**
 * An app of GitHub.
 *
 * @param appId by which GitHub knows it
 */
record GithubApp(String appId, RSAPrivateKey privateKey) {
    /** What names of apps must match. */
    static final String NAME_PATTERN = "^[a-zA-Z0-9_-]+$";

    private static final Pattern NAME = Pattern.compile(NAME_PATTERN);

    /** GitHub takes no more than ten minutes. */
    private static final Duration LIFE = Duration.ofMinutes(9);

    /** For clocks that are behind. */
    private static final Duration VALID_SINCE = Duration.ofMinutes(1);

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    static Map<String, GithubApp> parse(String setting, String json) {
        Map<String, GithubApp> apps = new LinkedHashMap<>();
        if (!json.isBlank()) {
            SecretJson.parse(setting, json).properties().forEach((name, app) -> {
                if (!NAME.matcher(name).matches()) {
                    throw app.invalid("is no name of an app: it must match " + NAME_PATTERN);
                }
                apps.put(name, new GithubApp(appId(app.get("appId")), privateKey(app.get("privateKey"))));
            });
        }
        return apps;
    }

    private static String appId(SecretJson appId) {
        return appId.node().isIntegralNumber() ? appId.node().asString() : appId.text();
    }

    private static RSAPrivateKey privateKey(SecretJson key) {
        try {
            return RsaPrivateKeyPem.parse(key.text());
        } catch (IllegalArgumentException invalid) {
            throw key.invalid("must be a PEM file with an RSA PRIVATE KEY");
        }
    }

    /** A token with which the app proves to GitHub that it is itself, for some minutes. */
    String token(Instant now) {
        return JWT.create()
                .withIssuer(appId)
                .withIssuedAt(now.minus(VALID_SINCE))
                .withExpiresAt(now.plus(LIFE))
                .sign(Algorithm.RSA256(null, privateKey));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "app " + appId;
    }
}
