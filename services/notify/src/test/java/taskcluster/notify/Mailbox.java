package taskcluster.notify;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import taskcluster.testing.Await;

/** An SMTP server on this machine, without encryption, and the mail that it took. */
public final class Mailbox implements AutoCloseable {
    /** A mail as its reader sees it. */
    public record Received(String from, String to, String replyTo, String subject, String text, String html) {
        static Received of(MimeMessage message) {
            try {
                MimeMultipart parts = (MimeMultipart) message.getContent();
                return new Received(
                        message.getFrom()[0].toString(),
                        message.getAllRecipients()[0].toString(),
                        message.getReplyTo()[0].toString(),
                        message.getSubject(),
                        parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"),
                        parts.getBodyPart(1).getContent().toString().replace("\r\n", "\n"));
            } catch (MessagingException | IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final GreenMail server;

    public Mailbox() {
        server = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        server.start();
    }

    public int port() {
        return server.getSmtp().getPort();
    }

    /** A user who may log in. */
    public void addUser(String user, String password) {
        server.setUser(user, password);
    }

    public List<Received> all() {
        return Arrays.stream(server.getReceivedMessages()).map(Received::of).toList();
    }

    /** The mails to an address so far. */
    public List<Received> to(String address) {
        return all().stream().filter(mail -> mail.to().equals(address)).toList();
    }

    /** The first mail to an address, which is waited for. */
    public Received await(String address) {
        return Await.value("mail to " + address, () -> to(address), mails -> !mails.isEmpty())
                .getFirst();
    }

    @Override
    public void close() {
        server.stop();
    }
}
