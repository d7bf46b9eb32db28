package taskcluster.notify.email;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import taskcluster.notify.delivery.DeliveryException;

/** E-mail through an SMTP server, a connection for each. */
final class SmtpTransport implements MailTransport {
    private static final String CHARSET = StandardCharsets.UTF_8.name();

    private final SmtpConfig config;
    private final Session session;
    private final Clock clock;

    SmtpTransport(SmtpConfig config, Duration timeout, Clock clock) {
        this.config = config;
        this.session = Session.getInstance(properties(config, timeout));
        this.clock = clock;
    }

    private static Properties properties(SmtpConfig config, Duration timeout) {
        String protocol = protocol(config);
        String prefix = "mail." + protocol + ".";
        boolean isStartTlsRequired = switch (config.encryption()) {
            case STARTTLS -> true;
            case AUTO -> config.hasUser();
            case TLS, NONE -> false;
        };
        Properties properties = new Properties();
        properties.put(prefix + "host", config.host());
        properties.put(prefix + "port", Integer.toString(config.port()));
        properties.put(prefix + "auth", Boolean.toString(config.hasUser()));
        properties.put(prefix + "starttls.enable", Boolean.toString(config.encryption() != SmtpConfig.Encryption.NONE));
        properties.put(prefix + "starttls.required", Boolean.toString(isStartTlsRequired));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        for (String wait : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put(prefix + wait, Long.toString(timeout.toMillis()));
        }
        return properties;
    }

    private static String protocol(SmtpConfig config) {
        return config.encryption() == SmtpConfig.Encryption.TLS ? "smtps" : "smtp";
    }

    @Override
    public void send(Mail mail) {
        try (Transport transport = session.getTransport(protocol(config))) {
            MimeMessage message = message(mail);
            if (config.hasUser()) {
                transport.connect(config.user(), config.password());
            } else {
                transport.connect();
            }
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            throw new DeliveryException("the mail server did not take an e-mail: " + e.getMessage(), e);
        }
    }

    private MimeMessage message(Mail mail) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(mail.from()));
        message.setRecipient(RecipientType.TO, new InternetAddress(mail.to()));
        if (mail.replyTo() != null) {
            message.setReplyTo(new InternetAddress[] {new InternetAddress(mail.replyTo())});
        }
        message.setSubject(mail.subject(), CHARSET);
        message.setSentDate(Date.from(clock.instant()));
        // So that automatic answers are not sent (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(mail.text(), CHARSET);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(mail.html(), CHARSET, "html");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    @Override
    public void close() {}
}
