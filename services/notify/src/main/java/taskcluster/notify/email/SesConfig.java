package taskcluster.notify.email;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Amazon SES, through which e-mail is sent.
 *
 * @param region the region whose verified identities have the source address ({@code AWS_REGION})
 * @param accessKeyId a key that may send e-mail; empty for what the machine has been given ({@code AWS_ACCESS_KEY_ID})
 * @param secretAccessKey its secret ({@code AWS_SECRET_ACCESS_KEY})
 * @param endpoint URL of the service; empty for Amazon's own ({@code AWS_ENDPOINT})
 */
public record SesConfig(
        @DefaultValue("us-east-1") String region,
        @DefaultValue("") String accessKeyId,
        @DefaultValue("") String secretAccessKey,
        @DefaultValue("") String endpoint) {

    public SesConfig {
        if (accessKeyId.isBlank() != secretAccessKey.isBlank()) {
            throw new IllegalArgumentException("notify.email.ses.access-key-id and .secret-access-key"
                    + " (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) have to be set together");
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SesConfig[region=" + region + ", accessKeyId=" + accessKeyId + ", endpoint=" + endpoint + "]";
    }
}
