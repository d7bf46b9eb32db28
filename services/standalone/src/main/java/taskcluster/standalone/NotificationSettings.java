package taskcluster.standalone;

import java.util.HashMap;
import java.util.Map;

/** Where notifications go, from the environment variables that notify reads in a process of its own. */
final class NotificationSettings {
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("EMAIL_SOURCE_ADDRESS", "notify.email.source-address"),
            Map.entry("EMAIL_BLACKLIST", "notify.email.blacklist"),
            Map.entry("SMTP_HOST", "notify.email.smtp.host"),
            Map.entry("SMTP_PORT", "notify.email.smtp.port"),
            Map.entry("SMTP_USER", "notify.email.smtp.user"),
            Map.entry("SMTP_PASSWORD", "notify.email.smtp.password"),
            Map.entry("SMTP_ENCRYPTION", "notify.email.smtp.encryption"),
            Map.entry("SLACK_API_URL", "notify.slack.api-url"),
            Map.entry("SLACK_ACCESS_TOKEN", "notify.slack.access-token"),
            Map.entry("MATRIX_BASE_URL", "notify.matrix.base-url"),
            Map.entry("MATRIX_ACCESS_TOKEN", "notify.matrix.access-token"));

    private NotificationSettings() {}

    /** The properties whose environment variables are set. */
    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        PROPERTIES.forEach((variable, property) -> {
            String value = environment.getOrDefault(variable, "");
            if (!value.isBlank()) {
                properties.put(property, value);
            }
        });
        return properties;
    }
}
