package taskcluster.notify.email;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import taskcluster.notify.delivery.DeliveryException;

/** Takes e-mail to where it is sent from. */
public sealed interface MailTransport extends AutoCloseable permits SmtpTransport, SesTransport {
    /** The one that is configured. */
    static Optional<MailTransport> of(EmailConfig config, Duration timeout, Clock clock) {
        if (config.smtp().isConfigured()) {
            return Optional.of(new SmtpTransport(config.smtp(), timeout, clock));
        }
        return config.sourceAddress().isBlank()
                ? Optional.empty()
                : Optional.of(new SesTransport(config.ses(), timeout));
    }

    /**
     * Hands a mail over.
     *
     * @throws DeliveryException if the mail was not taken
     */
    void send(Mail mail);

    @Override
    void close();
}
