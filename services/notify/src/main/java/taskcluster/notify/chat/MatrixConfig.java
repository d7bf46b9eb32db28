package taskcluster.notify.chat;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How messages get to Matrix.
 *
 * @param baseUrl the home server of the bot; empty to send nothing ({@code MATRIX_BASE_URL})
 * @param accessToken the bot's token ({@code MATRIX_ACCESS_TOKEN})
 */
public record MatrixConfig(
        @DefaultValue("") String baseUrl, @DefaultValue("") String accessToken) {
    public MatrixConfig {
        if (!baseUrl.isBlank()) {
            baseUrl = Urls.base("notify.matrix.base-url (MATRIX_BASE_URL)", baseUrl);
            if (accessToken.isBlank()) {
                throw new IllegalArgumentException("notify.matrix.access-token (MATRIX_ACCESS_TOKEN) is not set, but"
                        + " notify.matrix.base-url (MATRIX_BASE_URL) is");
            }
        }
    }

    public boolean isConfigured() {
        return !baseUrl.isBlank();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "MatrixConfig[baseUrl=" + baseUrl + "]";
    }
}
