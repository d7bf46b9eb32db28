package taskcluster.notify.email;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The SMTP server that e-mail is sent through.
 *
 * @param host empty for none ({@code SMTP_HOST})
 * @param port 1 to 65535 ({@code SMTP_PORT})
 * @param user empty to send without logging in ({@code SMTP_USER})
 * @param password its password ({@code SMTP_PASSWORD})
 * @param encryption how connections are encrypted ({@code SMTP_ENCRYPTION})
 */
public record SmtpConfig(
        @DefaultValue("") String host,
        @DefaultValue("587") int port,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("auto") Encryption encryption) {

    /** How connections are encrypted. */
    public enum Encryption {
        /** By STARTTLS if the server offers it, which it must if there is a user. */
        AUTO,
        /** By STARTTLS, or not sent. */
        STARTTLS,
        /** From the first byte on, usually on port 465. */
        TLS,
        /** Not at all. */
        NONE
    }

    private static final int LAST_PORT = 65535;

    public SmtpConfig {
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException(
                    "notify.email.smtp.port (SMTP_PORT) is " + port + ", but must be 1 to " + LAST_PORT);
        }
        if (user.isBlank() != password.isBlank()) {
            throw new IllegalArgumentException(
                    "notify.email.smtp.user and .password (SMTP_USER, SMTP_PASSWORD) have to be set together");
        }
    }

    boolean isConfigured() {
        return !host.isBlank();
    }

    boolean hasUser() {
        return !user.isBlank();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmtpConfig[host=" + host + ", port=" + port + ", user=" + user + ", encryption=" + encryption + "]";
    }
}
