package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.cli.CommandLineFixture.Result;

class NotifyCommandsTest {
    private final FakeDeployment deployment = new FakeDeployment();

    @TempDir
    Path folder;

    private CommandLineFixture command;

    @BeforeEach
    void prepare() {
        command = new CommandLineFixture(deployment, folder);
    }

    @AfterEach
    void close() {
        deployment.close();
    }

    private void assertSent(Result result, String notification) {
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("sent");
        assertThat(deployment.notifications).containsExactly(notification);
    }

    @Test
    void emailSendsWhatItIsGiven() {
        assertSent(
                command.run("notify", "email", "a@x.org", "--subject", "S", "Some *text*"),
                "email {\"address\":\"a@x.org\",\"subject\":\"S\",\"content\":\"Some *text*\",\"template\":\"simple\"}");
    }

    @Test
    void emailTakesItsTextFromStandardInputAndHasOptions() {
        assertSent(
                command.input("T")
                        .run(
                                "notify",
                                "email",
                                "-s",
                                "S",
                                "--reply-to",
                                "b@x.org",
                                "--link",
                                "https://x.org",
                                "--fullscreen",
                                "a@x.org"),
                "email {\"address\":\"a@x.org\",\"subject\":\"S\",\"content\":\"T\",\"replyTo\":\"b@x.org\","
                        + "\"link\":{\"text\":\"Open\",\"href\":\"https://x.org\"},\"template\":\"fullscreen\"}");
    }

    @Test
    void slackPostsTextAndBlocks() throws Exception {
        Files.writeString(folder.resolve("blocks.json"), "[{\"type\": \"divider\"}]");
        assertSent(
                command.run("notify", "slack", "C1", "hello", "--blocks", "blocks.json"),
                "slack {\"channelId\":\"C1\",\"text\":\"hello\",\"blocks\":[{\"type\":\"divider\"}]}");
    }

    @Test
    void matrixPostsTextAndHtml() {
        assertSent(
                command.run("notify", "matrix", "!r:x", "hello", "--html", "<b>hello</b>", "--type", "m.text"),
                "matrix {\"roomId\":\"!r:x\",\"body\":\"hello\",\"msgtype\":\"m.text\","
                        + "\"format\":\"org.matrix.custom.html\",\"formattedBody\":\"<b>hello</b>\"}");
    }

    @Test
    void pulsePublishesAnObject() {
        Result result = command.run("notify", "pulse", "a.b", "{\"n\": 1}");

        assertThat(result.status()).isZero();
        assertThat(deployment.notifications.getFirst())
                .startsWith("pulse ")
                .contains("\"routingKey\":\"a.b\"", "\"message\":{\"n\":1}");
        Result broken = command.run("notify", "pulse", "a.b", "{");
        assertThat(broken.status()).isEqualTo(2);
        assertThat(broken.err()).startsWith("taskcluster: the message is not JSON: ");
    }

    @Test
    void aRefusalFailsTheCommand() {
        deployment.refuse("/api/notify/v1/slack", 400, "DenylistedAddress", "C1 is on the denylist");
        Result result = command.run("notify", "slack", "C1", "hello");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("C1 is on the denylist").doesNotContain("sent,");
    }

    @Test
    void denylistAddsDeletesAndLists() {
        assertThat(command.run("notify", "denylist", "add", "email", "a@x.org").status())
                .isZero();
        assertThat(command.run("notify", "denylist", "add", "slack-channel", "C1")
                        .status())
                .isZero();
        assertThat(command.run("notify", "denylist", "list").out())
                .isEqualTo("email          a@x.org\nslack-channel  C1\n");
        assertThat(command.run("notify", "denylist", "delete", "email", "a@x.org")
                        .status())
                .isZero();
        assertThat(command.run("notify", "denylist", "list").out()).isEqualTo("slack-channel  C1\n");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(command.run("notify", "email", "a@x.org", "text").err())
                .isEqualTo("taskcluster: --subject is missing; see `taskcluster notify email --help`\n");
        assertThat(command.run("notify", "denylist", "add", "email").err())
                .isEqualTo("taskcluster: ADDRESS is missing; see `taskcluster notify denylist add --help`\n");
        assertThat(command.run("notify").err()).contains("denylist", "pulse");
    }
}
