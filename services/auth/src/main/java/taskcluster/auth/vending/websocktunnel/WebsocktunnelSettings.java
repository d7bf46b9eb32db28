package taskcluster.auth.vending.websocktunnel;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tokens for websocktunnel are made.
 *
 * @param secret what tokens are signed with; websocktunnel has to have the same. Blank for no tokens
 */
public record WebsocktunnelSettings(@DefaultValue("") String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return secret.isBlank() ? "not set" : "set";
    }
}
