package taskcluster.auth.vending.sentry;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * A key of a project that was made here.
 *
 * @param secretDsn the DSN with the secret, which old clients need
 * @param publicDsn the DSN without
 * @param expires when it is deleted, which its name tells
 */
record SentryKey(String id, String secretDsn, String publicDsn, Instant expires) {
    private static final Pattern AFTER_PREFIX = Pattern.compile(" managed \\(expires-at:([0-9TZ:.-]+)\\)");

    /** What a key that expires then is named. */
    static String name(String prefix, Instant expires) {
        return prefix + " managed (expires-at:" + Json.timestamp(expires) + ")";
    }

    /** The key that Sentry describes; empty if it was not made here. */
    static Optional<SentryKey> read(JsonNode key, String prefix) {
        String name = key.path("name").asString("");
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        Matcher rest = AFTER_PREFIX.matcher(name.substring(prefix.length()));
        if (!rest.matches()) {
            return Optional.empty();
        }
        try {
            JsonNode dsn = key.path("dsn");
            return Optional.of(new SentryKey(
                    key.path("id").asString(),
                    dsn.path("secret").asString(),
                    dsn.path("public").asString(),
                    Json.parseTimestamp(rest.group(1))));
        } catch (IllegalArgumentException noTime) {
            return Optional.empty();
        }
    }

    /** Without the DSNs. */
    @Override
    public String toString() {
        return "key " + id + " until " + expires;
    }
}
