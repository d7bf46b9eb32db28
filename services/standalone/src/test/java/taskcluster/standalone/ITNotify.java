package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;

/** Whoever asked to be told that a task has failed gets mail. */
class ITNotify {
    @TempDir
    Path folder;

    @Test
    void aFailingTaskSendsMail() throws Exception {
        GreenMail mailServer = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        mailServer.start();
        Map<String, String> environment = Map.of(
                "SMTP_HOST", "localhost",
                "SMTP_PORT", Integer.toString(mailServer.getSmtp().getPort()),
                "EMAIL_SOURCE_ADDRESS", "Taskcluster <tc@example.com>");
        try (StandaloneProcess deployment =
                StandaloneProcess.start(folder.resolve("data"), environment, "--workers", "1")) {
            Map<String, Object> definition = new HashMap<>(Tasks.bash("breaks", "exit 3", Map.of()));
            definition.put(
                    "routes",
                    List.of("notify.email.me@example.com.on-failed", "notify.email.me@example.com.on-completed"));
            String taskId = Slugid.nice();

            deployment.queue().createTask(taskId, definition);

            Await.until("mail arrives", () -> mailServer.getReceivedMessages().length > 0);
            MimeMessage mail = mailServer.getReceivedMessages()[0];
            assertThat(mail.getAllRecipients()[0]).hasToString("me@example.com");
            assertThat(mail.getFrom()[0]).hasToString("Taskcluster <tc@example.com>");
            assertThat(mail.getSubject()).isEqualTo("Task failed: breaks - " + taskId);
            String html =
                    (String) ((MimeMultipart) mail.getContent()).getBodyPart(1).getContent();
            assertThat(html).contains(deployment.rootUrl() + "/tasks/" + taskId);
            assertThat(new CommandLineClient(deployment)
                            .run("notify", "email", "you@example.com", "--subject", "Hello", "From *me*.")
                            .output())
                    .contains("sent");
            assertThat(mailServer.getReceivedMessages()).hasSize(2);
            assertThat(mailServer.getReceivedMessages()[1].getSubject()).isEqualTo("Hello");
        } finally {
            mailServer.stop();
        }
    }
}
