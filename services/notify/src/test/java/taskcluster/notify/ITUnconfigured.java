package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.notify.NotifyFixture.email;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.testing.Await;
import taskcluster.testing.Response;

/** A deployment that has no way to send mail or to chat. */
class ITUnconfigured {
    private static NotifyFixture notify;

    @BeforeAll
    static void start() {
        notify = NotifyFixture.start(Map.of(
                "notify.email.source-address", "",
                "notify.email.smtp.host", "",
                "notify.slack.access-token", "",
                "notify.matrix.base-url", ""));
    }

    @AfterAll
    static void stop() {
        notify.close();
    }

    @Test
    @DisplayName("notify-45: without settings for Slack its messages are 204, and those for Matrix too, at once")
    void chatsAreLeftOut() {
        assertThat(notify.root()
                        .post("slack", Map.of("channelId", "C1", "text", "t"))
                        .status())
                .isEqualTo(204);
        assertThat(notify.root()
                        .post("matrix", Map.of("roomId", "!r:x", "body", "b"))
                        .status())
                .isEqualTo(204);
        assertThat(notify.slack.requests()).isEmpty();
        assertThat(notify.matrix.requests()).isEmpty();
    }

    @Test
    void mailIsRefusedWithTheReason() {
        Response response = notify.send(email("a@x.org", "s"));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.message()).contains("This deployment sends no e-mail");
    }

    @Test
    void routesOfTasksThatCannotBeServedDoNotHoldUpOthers() {
        notify.task()
                .becomes(
                        "completed",
                        "notify.email.a@x.org.on-completed",
                        "notify.slack-channel.C1.on-completed",
                        "notify.pulse.still-there.on-completed");

        notify.events().await("notification", event -> event.routingKey().equals("primary.still-there"));
        Await.until(
                "the event is done with",
                () -> notify.admin().queryForObject("select count(*) from taskcluster.deferred_events", Integer.class)
                        == 0);
    }
}
