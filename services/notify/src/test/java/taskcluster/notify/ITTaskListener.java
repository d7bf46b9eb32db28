package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.notify.FakeHttpServer.Answer;
import taskcluster.notify.FakeHttpServer.Request;
import taskcluster.notify.NotifyFixture.Task;
import taskcluster.testing.Await;

/** The routes of tasks that ask for notifications. */
class ITTaskListener {
    private static NotifyFixture notify;

    @BeforeAll
    static void start() {
        notify = NotifyFixture.start();
    }

    @AfterAll
    static void stop() {
        notify.close();
    }

    @BeforeEach
    void letEverythingWork() {
        notify.slack.answer(_ -> Answer.json(Map.of("ok", true)));
        notify.matrix.answer(_ -> Answer.json(Map.of("event_id", "$1", "next_batch", "s1")));
    }

    private static String route(String address, String when) {
        return "notify.email." + address + ".on-" + when;
    }

    private static void assertNothingFor(String address) {
        assertThat(notify.mailbox.to(address)).isEmpty();
    }

    private static List<Request> slackPosts(String channel) {
        return notify.slack.requests().stream()
                .filter(post -> post.json().path("channel").asString().equals(channel))
                .toList();
    }

    private static int parked() {
        return notify.admin()
                .queryForList("select id from pulse.parked_events('consumer/notifications', 100)")
                .size();
    }

    @Test
    @DisplayName("notify-46: an address may have dots; the mail tells of the task")
    void aFailedTaskIsReported() {
        Task task = notify.task();
        task.becomes("failed", route("me@x.y.z", "failed"), "index.something.else");

        Mailbox.Received mail = notify.mailbox.await("me@x.y.z");

        String root = notify.service().rootUrl().url();
        assertThat(mail.subject()).isEqualTo("Task failed: build linux - " + task.taskId);
        assertThat(mail.text())
                .contains("Task [`" + task.taskId + "`](" + root + "/tasks/" + task.taskId + ")")
                .contains("(" + root + "/tasks/groups/" + task.taskGroupId + "/tasks) has failed.")
                .contains("**Status:** Failed (in 1 run)", "**Name:** build linux", "**Owner:** owner@example.com")
                .contains("**Description:** Builds *it*.", "**Source:** https://example.com/source");
        assertThat(mail.html())
                .contains(">Inspect Task</a>", "<a href=\"" + root + "/tasks/" + task.taskId + "\"", "<em>it</em>");
        assertThat(notify.queue.requests()).anySatisfy(request -> {
            assertThat(request.resource()).isEqualTo("/api/queue/v1/task/" + task.taskId);
            assertThat(request.authorization()).contains("id=\"static/taskcluster/notify\"");
        });
    }

    @Test
    @DisplayName("notify-47: a task that completes is no failed one")
    void otherStatesAreNotReported() {
        Task task = notify.task();
        task.becomes("completed", route("other@example.com", "failed"), route("transition@example.com", "transition"));

        notify.mailbox.await("transition@example.com");

        task.settle();
        assertNothingFor("other@example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "unscheduled, defined, true",
        "unscheduled, transition, true",
        "unscheduled, resolved, false",
        "pending, pending, true",
        "pending, transition, true",
        "running, running, true",
        "running, any, false",
        "completed, any, true",
        "completed, resolved, true",
        "failed, resolved, true",
        "exception, exception, true",
        "exception, resolved, true",
        "exception, failed, false",
        "pending, defined, false"
    })
    void aRouteIsForItsStates(String state, String when, boolean isSent) {
        String address = state + "-" + when + "@example.com";
        Task task = notify.task();
        task.becomes(state, route(address, when));
        task.settle();
        assertThat(notify.mailbox.to(address)).hasSize(isSent ? 1 : 0);
    }

    @ParameterizedTest
    @DisplayName("notify-48, notify-49: tasks that were canceled or passed their deadline are not reported at all")
    @ValueSource(strings = {"canceled", "deadline-exceeded"})
    void whatWasToBeExpectedIsNotReported(String reason) {
        Task task = notify.task();
        task.announce(
                "exception",
                task.status("exception", reason),
                route(reason + "-1@example.com", "resolved"),
                route(reason + "-2@example.com", "transition"),
                route(reason + "-3@example.com", "exception"));
        task.announce(
                "exception", task.status("exception", "worker-shutdown"), route(reason + "-4@example.com", "any"));

        notify.mailbox.await(reason + "-4@example.com");

        for (int i = 1; i <= 3; i++) {
            assertNothingFor(reason + "-" + i + "@example.com");
        }
    }

    @Test
    @DisplayName("notify-50: when one notification fails the others are sent, once; the failed one is tried again")
    void oneFailureDoesNotHinderOthers() {
        AtomicInteger attempts = new AtomicInteger();
        notify.slack.answer(_ -> Answer.json(Map.of("ok", attempts.incrementAndGet() > 2)));
        Task task = notify.task();
        task.becomes("failed", "notify.slack-channel.C50.on-failed", route("fifty@example.com", "failed"));
        notify.mailbox.await("fifty@example.com");
        Await.until(() -> slackPosts("C50").size() == 3);
        task.settle();
        assertThat(slackPosts("C50")).hasSize(3);
        assertThat(notify.mailbox.to("fifty@example.com")).hasSize(1);
    }

    @Test
    void whatFailsAgainAndAgainIsParkedAndCanBeTriedAgain() {
        int before = parked();
        notify.slack.answer(_ -> Answer.json(500, "{}"));
        notify.task().becomes("failed", "notify.slack-channel.Cpark.on-failed");
        Await.until("the event is parked", () -> parked() == before + 1);
        assertThat(slackPosts("Cpark")).hasSize(4);

        letEverythingWork();
        notify.admin().queryForList("select pulse.retry_parked_events('consumer/notifications')");

        Await.until("the event is handled", () -> slackPosts("Cpark").size() == 5);
        assertThat(parked()).isEqualTo(before);
    }

    @Test
    @DisplayName("notify-36: denied addresses get nothing from tasks, silently")
    void deniedAddressesGetNothing() {
        notify.root()
                .post("denylist/add", Map.of("notificationType", "email", "notificationAddress", "Silent@example.com"))
                .ok();
        int before = parked();
        Task task = notify.task();
        task.becomes("failed", route("silent@example.com", "failed"), route("never@example.com", "failed"));
        task.settle();
        assertNothingFor("silent@example.com");
        assertNothingFor("never@example.com");
        assertThat(parked()).isEqualTo(before);
    }

    @Test
    @DisplayName("notify-51: what is wrong with a custom text is sent in its place")
    void aWrongTextTellsWhatIsWrong() {
        notify.task(Map.of("email", Map.of("subject", Map.of("$eval", "nope"), "content", "${task.metadata.nope}")))
                .becomes("failed", route("wrong@example.com", "failed"));

        Mailbox.Received mail = notify.mailbox.await("wrong@example.com");

        assertThat(mail.subject())
                .isEqualTo("Error parsing custom message: InterpreterError: unknown context value nope");
        assertThat(mail.text()).startsWith("Error parsing custom message: InterpreterError: object has no property");
    }

    @Test
    @DisplayName("notify-52: a custom link or template that is wrong is left out and reported")
    void aWrongLinkIsTheUsualOne() {
        notify.task(Map.of("email", Map.of("link", Map.of("$eval", "nope"), "template", "nope", "subject", "custom")))
                .becomes("failed", route("link@example.com", "failed"));

        Mailbox.Received mail = notify.mailbox.await("link@example.com");

        assertThat(mail.subject()).isEqualTo("custom");
        assertThat(mail.html()).contains(">Inspect Task</a>");
    }

    @Test
    @DisplayName("notify-53: empty custom texts count as none")
    void emptyTextsAreTheUsualOnes() {
        notify.task(Map.of("email", Map.of("content", "", "subject", "")))
                .becomes("failed", route("empty@example.com", "failed"));

        Mailbox.Received mail = notify.mailbox.await("empty@example.com");

        assertThat(mail.subject()).startsWith("Task failed: build linux");
        assertThat(mail.text()).contains("has failed");
    }

    @Test
    void aMailCanBeQuiteDifferent() {
        Task task = notify.task(Map.of(
                "email",
                Map.of(
                        "subject", "${task.metadata.name}: ${status.state}",
                        "content", Map.of("$if", "status.state == 'failed'", "then", "See ${rootUrl}/x/${taskId}"),
                        "link", Map.of("text", "Look", "href", "https://example.com/${status.taskId}"),
                        "template", Map.of("$if", "true", "then", "fullscreen"))));
        task.becomes("failed", route("custom@example.com", "failed"));

        Mailbox.Received mail = notify.mailbox.await("custom@example.com");

        assertThat(mail.subject()).isEqualTo("build linux: failed");
        assertThat(mail.text().strip())
                .isEqualTo("See " + notify.service().rootUrl().url() + "/x/" + task.taskId);
        assertThat(mail.html())
                .contains("href=\"https://example.com/" + task.taskId + "\"", ">Look</a>")
                .doesNotContain("max-width");
    }

    @Test
    @DisplayName("notify-54: only routes that begin with notify send anything")
    void otherRoutesSendNothing() {
        Task task = notify.task();
        task.becomes("failed", "foo.email.foreign@example.com.on-failed", route("genuine@example.com", "failed"));
        notify.mailbox.await("genuine@example.com");
        task.settle();
        assertNothingFor("foreign@example.com");
    }

    @Test
    void routesThatAreNoneAreIgnored() {
        int before = parked();
        Task task = notify.task();
        task.becomes(
                "failed",
                "notify.phone.123.on-failed",
                "notify.email.on-failed",
                "notify.email.nobody.on-failed",
                "notify.email.a@x.org,b@x.org.on-failed",
                "notify.pulse." + "x".repeat(101) + ".on-failed",
                "notify.email.bad@example.com.on-failed.");
        task.settle();
        assertThat(parked()).isEqualTo(before);
        assertNothingFor("bad@example.com");
    }

    @Test
    @DisplayName("notify-44: a room that the bot is not in is not tried again")
    void aClosedRoomIsNotTriedAgain() {
        int before = parked();
        notify.matrix.answer(_ -> Answer.json(403, Map.of("errcode", "M_FORBIDDEN")));
        Task task = notify.task();
        task.becomes("failed", "notify.matrix-room.!closed:x.on-failed");
        task.settle();
        assertThat(notify.posts().stream().filter(post -> post.resource().contains("closed")))
                .hasSize(1);
        assertThat(parked()).isEqualTo(before);
    }

    @Test
    void messagesToMatrixTellOfTheTask() {
        Task usual = notify.task();
        usual.becomes("completed", "notify.matrix-room.!usual:x.on-resolved");
        Task custom = notify.task(Map.of(
                "matrixBody", "${task.metadata.name}",
                "matrixFormattedBody", "<b>${taskId}</b>",
                "matrixFormat", "org.matrix.custom.html",
                "matrixMsgtype", "m.emote"));
        custom.becomes("running", "notify.matrix-room.!custom:x.on-running");
        custom.settle();

        String url = notify.service().rootUrl().url() + "/tasks/" + usual.taskId;
        assertThat(post("usual").json().path("body").asString())
                .isEqualTo("'build linux' resolved as 'completed': " + url);
        assertThat(post("usual").json().path("msgtype").asString()).isEqualTo("m.notice");
        assertThat(post("custom").json().toString())
                .isEqualTo("{\"msgtype\":\"m.emote\",\"body\":\"build linux\",\"format\":\"org.matrix.custom.html\","
                        + "\"formatted_body\":\"<b>" + custom.taskId + "</b>\"}");
    }

    private static Request post(String room) {
        return notify.posts().stream()
                .filter(each -> each.resource().contains(room))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void messagesToSlackTellOfTheTask() {
        Task usual = notify.task();
        usual.becomes("exception", "notify.slack-channel.Cusual.on-exception");
        Task custom = notify.task(Map.of(
                "slackText",
                "${status.state}",
                "slackBlocks",
                List.of(Map.of("type", "${taskId}")),
                "slackAttachments",
                List.of(Map.of("text", "a")),
                "slackUnfurlLinks",
                true,
                "slackUnfurlMedia",
                "yes"));
        custom.becomes("failed", "notify.slack-channel.Ccustom.on-failed");
        Task wrong = notify.task(Map.of("slackText", "t", "slackBlocks", Map.of("$eval", "nope")));
        wrong.becomes("failed", "notify.slack-channel.Cwrong.on-failed");
        wrong.settle();

        String root = notify.service().rootUrl().url();
        Request post = slackPosts("Cusual").getFirst();
        String text = ":heavy_exclamation_mark: <" + root + "/tasks/" + usual.taskId
                + "|*build linux*> transitioned to exception";
        assertThat(post.json().path("text").asString()).isEqualTo(text);
        assertThat(post.json().path("blocks").path(0).path("text").path("text").asString())
                .isEqualTo(text);
        assertThat(post.json().path("blocks").path(1).toString())
                .contains("\"context\"", root + "/tasks/groups/" + usual.taskGroupId + "/tasks");
        assertThat(slackPosts("Ccustom").getFirst().json().toString())
                .isEqualTo("{\"channel\":\"Ccustom\",\"text\":\"failed\",\"blocks\":[{\"type\":\""
                        + custom.taskId + "\"}],\"attachments\":[{\"text\":\"a\"}],\"unfurl_links\":true,"
                        + "\"unfurl_media\":false}");
        assertThat(slackPosts("Cwrong").getFirst().json().path("blocks").toString())
                .contains("Error parsing custom message: InterpreterError");
    }

    @Test
    void messagesForListenersAreTheStatusOfTheTask() {
        Task task = notify.task();
        task.becomes("pending", "notify.pulse.some.key.on-pending");

        String message = notify.events()
                .await("notification", event -> event.routingKey().equals("primary.some.key"))
                .json()
                .path("message")
                .toString();

        assertThat(message).contains(task.taskId, "\"state\":\"pending\"");
    }

    @Test
    void anEventThatComesTwiceNotifiesOnce() {
        Task task = notify.task();
        for (int i = 0; i < 2; i++) {
            task.becomes("failed", route("once@example.com", "failed"), route("once@example.com", "resolved"));
        }
        task.settle();
        assertThat(notify.mailbox.to("once@example.com")).hasSize(1);
    }

    @Test
    @DisplayName("notify-57: the same notification is sent again an hour later")
    void anHourLaterTheSameIsSentAgain() {
        Task task = notify.task();
        task.becomes("failed", route("daily@example.com", "failed"));
        notify.mailbox.await("daily@example.com");
        notify.passTime(Duration.ofMinutes(61));
        task.becomes("failed", route("daily@example.com", "failed"));
        Await.until(() -> notify.mailbox.to("daily@example.com").size() == 2);
    }

    @Test
    void aTaskThatIsGoneIsLeftOut() {
        int before = parked();
        Task gone = notify.task();
        gone.forget();
        gone.becomes("failed", route("gone@example.com", "failed"));
        gone.settle();
        assertNothingFor("gone@example.com");
        assertThat(parked()).isEqualTo(before);
    }
}
