package taskcluster.object;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.api.DatabaseSettings;
import taskcluster.object.backend.Backends;
import taskcluster.object.config.JsonSetting;
import taskcluster.object.download.Middleware;

/**
 * The settings of the object service, all under {@code object.}; the environment variables of a separate process are in
 * {@code application-object.yml}. A setting that does not exist stops the start.
 *
 * @param database how to reach the database
 * @param backends where objects are kept, as JSON {@code {backendId: {"backendType": "aws", "accessKeyId", "secretAccessKey",
 *     "bucket", "signGetUrls": boolean}}}; optional are {@code endpoint}, the URL of a store that is not Amazon's,
 *     {@code s3ForcePathStyle}, {@code tags} (a map of texts, Amazon's only), and {@code bulkDelete}, whether the store
 *     deletes many objects by one request, by default true without endpoint ({@code BACKENDS})
 * @param backendMap which new objects belong where, as JSON {@code [{"backendId", "when"}]}: the first rule that matches
 *     decides. {@code when} is {@code "all"} or an object with any of {@code name} and {@code projectId}, each a text to be
 *     equal to, {@code {"is": text}} or {@code {"regexp": text}}, which may be found anywhere ({@code BACKEND_MAP})
 * @param middleware what answers downloads in place of a backend, as JSON {@code [{"middlewareType": "cdn", "regexp",
 *     "baseUrl"}]}: objects whose name matches are downloaded from below the base URL; with {@code ipRanges}, such as
 *     {@code ["192.0.2.0/24"]}, only by callers in these networks ({@code MIDDLEWARE})
 * @param expirationInterval how often what has expired is deleted, 1 s to a day ({@code EXPIRATION_INTERVAL})
 */
@ConfigurationProperties(value = "object", ignoreUnknownFields = false)
public record ObjectConfig(
        @DefaultValue DatabaseSettings database,
        @DefaultValue("{}") String backends,
        @DefaultValue("[]") String backendMap,
        @DefaultValue("[]") String middleware,
        @DefaultValue("1h") Duration expirationInterval) {

    public ObjectConfig {
        Backends.check(backendsSetting(backends), backendMapSetting(backendMap));
        Middleware.of(middlewareSetting(middleware));
        if (expirationInterval.compareTo(Duration.ofSeconds(1)) < 0
                || expirationInterval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "object.expiration-interval is " + expirationInterval + ", but must be 1 s to a day");
        }
    }

    JsonSetting backendsSetting() {
        return backendsSetting(backends);
    }

    JsonSetting backendMapSetting() {
        return backendMapSetting(backendMap);
    }

    JsonSetting middlewareSetting() {
        return middlewareSetting(middleware);
    }

    private static JsonSetting backendsSetting(String json) {
        return JsonSetting.parse("object.backends (BACKENDS)", json, "{}");
    }

    private static JsonSetting backendMapSetting(String json) {
        return JsonSetting.parse("object.backend-map (BACKEND_MAP)", json, "[]");
    }

    private static JsonSetting middlewareSetting(String json) {
        return JsonSetting.parse("object.middleware (MIDDLEWARE)", json, "[]");
    }

    /** Without the backends, which have secrets. */
    @Override
    public String toString() {
        return "ObjectConfig[" + database + "]";
    }
}
