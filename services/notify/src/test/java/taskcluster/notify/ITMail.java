package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.notify.NotifyFixture.email;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import taskcluster.notify.FakeHttpServer.Answer;
import taskcluster.testing.Response;

/** The ways that e-mail takes: SMTP with and without a user, and Amazon SES. */
class ITMail {
    private static final String ACCEPTED = """
            <SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult>
            <MessageId>1</MessageId></SendEmailResult></SendEmailResponse>""";
    private static final String REJECTED = """
            <ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>
            <Code>MessageRejected</Code><Message>Email address is not verified.</Message></Error></ErrorResponse>""";

    private static void assertFails(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(500);
        assertThat(response.code()).isEqualTo("InternalServerError");
    }

    @Test
    void amazonSesSendsIt() {
        try (FakeHttpServer ses = new FakeHttpServer(_ -> new Answer(200, "text/xml", ACCEPTED));
                NotifyFixture notify = NotifyFixture.start(Map.of(
                        "notify.email.smtp.host", "",
                        "notify.email.ses.endpoint", ses.url(),
                        "notify.email.ses.region", "eu-west-1",
                        "notify.email.ses.access-key-id", "AKID",
                        "notify.email.ses.secret-access-key", "ses-secret"))) {
            Map<String, Object> email = email("ses@example.com", "Grüße");
            email.put("replyTo", "reply@example.com");

            assertThat(notify.send(email).status()).isEqualTo(200);

            assertThat(ses.requests()).hasSize(1);
            FakeHttpServer.Request request = ses.requests().getFirst();
            assertThat(request.authorization()).contains("Credential=AKID/", "/eu-west-1/ses/aws4_request");
            assertThat(URLDecoder.decode(request.body(), StandardCharsets.UTF_8))
                    .contains("Action=SendEmail", "Source=" + NotifyFixture.FROM)
                    .contains("Destination.ToAddresses.member.1=ses@example.com")
                    .contains("ReplyToAddresses.member.1=reply@example.com")
                    .contains("Message.Subject.Data=Grüße", "Message.Subject.Charset=UTF-8")
                    .contains("Message.Body.Text.Data=Some *content*.", "<em>content</em>");

            ses.answer(_ -> new Answer(400, "text/xml", REJECTED));
            Response refused = notify.send(email("ses2@example.com", "s"));
            assertFails(refused);
            assertThat(refused.text()).doesNotContain("ses-secret");
            ses.answer(_ -> new Answer(200, "text/xml", ACCEPTED));
            assertThat(notify.send(email("ses2@example.com", "s")).status()).isEqualTo(200);
        }
    }

    @Test
    void aMailServerThatIsAwayIsAnErrorAndTheMailMayBeSentAgain() {
        int port;
        try (Mailbox gone = new Mailbox()) {
            port = gone.port();
        }
        try (NotifyFixture notify = NotifyFixture.start(Map.of("notify.email.smtp.port", port))) {
            assertFails(notify.send(email("away@example.com", "s")));
            assertFails(notify.send(email("away@example.com", "s")));
            assertThat(notify.admin().queryForObject("select count(*) from taskcluster.notifications", Integer.class))
                    .isZero();
            assertThat(notify.admin()
                            .queryForObject("select cardinality(sent) from taskcluster.email_quotas", Integer.class))
                    .as("does not count for the limit")
                    .isZero();
        }
    }

    @Test
    void aPasswordIsNotSentInTheClearUnlessThatIsWanted() {
        Map<String, Object> login = Map.of("notify.email.smtp.user", "me", "notify.email.smtp.password", "smtp-secret");
        try (NotifyFixture notify = NotifyFixture.start(login)) {
            Response refused = notify.send(email("clear@example.com", "s"));
            assertFails(refused);
            assertThat(refused.text()).doesNotContain("smtp-secret");
            assertThat(notify.mailbox.all()).isEmpty();
        }
        try (NotifyFixture notify = NotifyFixture.start(Map.of(
                "notify.email.smtp.user", "me",
                "notify.email.smtp.password", "smtp-secret",
                "notify.email.smtp.encryption", "none"))) {
            notify.mailbox.addUser("me", "smtp-secret");
            assertThat(notify.send(email("clear@example.com", "s")).status()).isEqualTo(200);
            assertThat(notify.mailbox.to("clear@example.com")).hasSize(1);
        }
    }
}
