package taskcluster.notify.email;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import taskcluster.notify.delivery.Channel;
import taskcluster.notify.delivery.Claim;
import taskcluster.notify.delivery.Email;
import taskcluster.notify.delivery.UndeliverableException;

/** Notifications by e-mail. */
public final class EmailChannel implements Channel<Email> {
    private final String from;
    private final MailTransport transport;

    /** @param from what e-mails are from */
    public EmailChannel(String from, MailTransport transport) {
        this.from = from;
        this.transport = transport;
    }

    @Override
    public void send(Email email, Claim claim) {
        transport.send(new Mail(
                from,
                checked(email.address()),
                email.replyTo() == null ? null : checked(email.replyTo()),
                oneLine(email.subject()),
                email.content(),
                EmailHtml.of(email, claim.remaining())));
    }

    /** One address and nothing else: it comes from strangers and goes into a header. */
    private static String checked(String address) {
        try {
            if (new InternetAddress(address, true).getAddress().equals(address)) {
                return address;
            }
        } catch (AddressException invalid) {
            // The same as what is more than an address.
        }
        throw new UndeliverableException("'" + address + "' is not an e-mail address");
    }

    private static String oneLine(String subject) {
        return subject.replaceAll("\\p{Cntrl}+", " ");
    }

    @Override
    public void close() {
        transport.close();
    }
}
