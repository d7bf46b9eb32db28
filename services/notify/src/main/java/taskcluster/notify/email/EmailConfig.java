package taskcluster.notify.email;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How e-mail is sent: through an SMTP server if one is named, else through Amazon SES if there is a source address, else not at
 * all.
 *
 * @param sourceAddress what e-mails are from, an address or {@code Name <address>} ({@code EMAIL_SOURCE_ADDRESS})
 * @param blacklist JSON list of addresses that get no e-mail ({@code EMAIL_BLACKLIST})
 */
public record EmailConfig(
        @DefaultValue("") String sourceAddress,
        @DefaultValue("[]") String blacklist,
        @DefaultValue SmtpConfig smtp,
        @DefaultValue SesConfig ses) {

    public EmailConfig {
        if (smtp.isConfigured() && sourceAddress.isBlank()) {
            throw new IllegalArgumentException("notify.email.source-address (EMAIL_SOURCE_ADDRESS) is not set, but"
                    + " notify.email.smtp.host (SMTP_HOST) is");
        }
        parse(blacklist);
    }

    /** The addresses that get no e-mail. */
    public List<String> deniedAddresses() {
        return parse(blacklist);
    }

    private static List<String> parse(String json) {
        List<String> addresses = new ArrayList<>();
        try {
            JsonNode list = Json.MAPPER.readTree(json);
            if (list.isArray() && list.valueStream().allMatch(JsonNode::isString)) {
                list.forEach(address -> addresses.add(address.stringValue()));
                return List.copyOf(addresses);
            }
        } catch (JacksonException notJson) {
            // The same as JSON of another kind.
        }
        throw new IllegalArgumentException("notify.email.blacklist (EMAIL_BLACKLIST) is not a JSON list of addresses");
    }
}
