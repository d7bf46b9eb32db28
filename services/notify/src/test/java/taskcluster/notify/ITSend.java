package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.notify.NotifyFixture.email;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.notify.FakeHttpServer.Answer;
import taskcluster.pulse.Event;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** The API methods that send something. */
class ITSend {
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

    private static void assertRefused(Response response, String code, String message) {
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(response.code()).isEqualTo(code);
        assertThat(response.message()).contains(message);
    }

    @Test
    void anEmailIsSentAsTextAndHtml() {
        Map<String, Object> email = email("whole@example.com", "Größe: 1 > 0");
        email.put("content", "# Hello\n*you*\nthere");
        email.put("link", Map.of("text", "Go & see", "href", "https://example.com/?a=1&b=2"));
        email.put("replyTo", "reply@example.com");
        email.put("template", "fullscreen");

        Response response = notify.client("notify:email:whole@example.com").post("email", email);

        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("OK");
        Mailbox.Received mail = notify.mailbox.await("whole@example.com");
        assertThat(mail.from()).isEqualTo(NotifyFixture.FROM);
        assertThat(mail.replyTo()).isEqualTo("reply@example.com");
        assertThat(mail.subject()).isEqualTo("Größe: 1 > 0");
        assertThat(mail.text().strip()).isEqualTo("# Hello\n*you*\nthere");
        assertThat(mail.html())
                .contains("<h1>Hello</h1>", "<em>you</em><br>\nthere")
                .contains("<title>Größe: 1 &gt; 0</title>")
                .contains("href=\"https://example.com/?a=1&amp;b=2\"", ">Go &amp; see</a>")
                .contains("Up to 49 more e-mails");
    }

    @Test
    @DisplayName("notify-36: a denied address gets 400 DenylistedAddress, whatever the case of its letters")
    void deniedAddressesAreRefused() {
        Map<String, String> address = Map.of("notificationType", "email", "notificationAddress", "Denied@example.com");
        notify.root().post("denylist/add", address).ok();

        assertRefused(notify.send(email("denied@EXAMPLE.com", "s")), "DenylistedAddress", "denied@EXAMPLE.com");
        assertRefused(notify.send(email("never@example.com", "s")), "DenylistedAddress", "denylist");
        notify.root().delete("denylist/delete", address).ok();

        assertThat(notify.send(email("denied@EXAMPLE.com", "s")).status()).isEqualTo(200);
        assertThat(notify.mailbox.to("never@example.com")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pulse", "matrix-room", "slack-channel"})
    void everyTypeOfAddressCanBeDenied(String type) {
        notify.root()
                .post("denylist/add", Map.of("notificationType", type, "notificationAddress", "denied.Place"))
                .ok();
        Map<String, Object> body = switch (type) {
            case "pulse" -> Map.of("routingKey", "denied.Place", "message", Map.of());
            case "matrix-room" -> Map.of("roomId", "denied.Place", "body", "b");
            default -> Map.of("channelId", "denied.Place", "text", "t");
        };
        assertRefused(notify.root().post(type.replaceFirst("-.*", ""), body), "DenylistedAddress", type);
    }

    @Test
    @DisplayName("notify-37: the same e-mail again is 204 and not sent")
    void theSameEmailIsSentOnce() {
        assertThat(notify.send(email("twice@example.com", "s")).status()).isEqualTo(200);
        Response again = notify.send(email("twice@example.com", "s"));

        assertThat(again.status()).isEqualTo(204);
        assertThat(again.text()).isEmpty();
        assertThat(notify.send(email("twice@example.com", "other")).status()).isEqualTo(200);
        assertThat(notify.mailbox.to("twice@example.com")).hasSize(2);
    }

    @Test
    @DisplayName("notify-38: the template does not make an e-mail another one")
    void theTemplateDoesNotCount() {
        Map<String, Object> email = email("template@example.com", "s");
        assertThat(notify.send(email).status()).isEqualTo(200);
        email.put("template", "fullscreen");
        assertThat(notify.send(email).status()).isEqualTo(204);
        email.put("replyTo", "reply@example.com");
        assertThat(notify.send(email).status()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "notify-39: of 51 e-mails to an address within ten minutes the last is 204, other addresses still work")
    void thereAreAtMostFiftyEmailsInTenMinutes() {
        for (int i = 1; i <= 50; i++) {
            assertThat(notify.send(email("busy@example.com", "s" + i)).status()).isEqualTo(200);
        }
        assertThat(notify.mailbox.to("busy@example.com").getLast().html()).contains("Up to 0 more e-mails");
        assertThat(notify.send(email("Busy@example.com", "s51")).status()).isEqualTo(204);
        assertThat(notify.send(email("idle@example.com", "s")).status()).isEqualTo(200);

        notify.passTime(Duration.ofMinutes(11));

        assertThat(notify.send(email("Busy@example.com", "s51")).status())
                .as("what was over the limit was not taken for sent")
                .isEqualTo(200);
    }

    @Test
    @DisplayName("notify-40: a star within a scope is no wildcard")
    void aStarWithinAScopeIsNoWildcard() {
        Response response = notify.client("notify:email:*@x.org").post("email", email("a@x.org", "s"));

        assertThat(response.status()).isEqualTo(403);
        assertThat(notify.mailbox.to("a@x.org")).isEmpty();
    }

    @Test
    void eachMethodNeedsTheScopeOfTheAddress() {
        TestClient other =
                notify.client("notify:email:b", "notify:pulse:b", "notify:matrix-room:b", "notify:slack-channel:b");
        assertThat(other.post("email", email("a@x.org", "s")).code()).isEqualTo("InsufficientScopes");
        assertThat(other.post("pulse", Map.of("routingKey", "a", "message", Map.of()))
                        .code())
                .isEqualTo("InsufficientScopes");
        assertThat(other.post("matrix", Map.of("roomId", "a", "body", "b")).code())
                .isEqualTo("InsufficientScopes");
        assertThat(other.post("slack", Map.of("channelId", "a", "text", "t")).code())
                .isEqualTo("InsufficientScopes");
        assertThat(other.get("denylist/list").code()).isEqualTo("InsufficientScopes");
    }

    @Test
    @DisplayName("notify-41: scripts are not in the HTML, and the text is as it was given")
    void scriptsAreTakenOut() {
        Map<String, Object> email = email("script@example.com", "<script>alert(1)</script>");
        email.put(
                "content",
                "<script>alert(2)</script>\n\n<img src=x onerror=alert(3)>\n\n[l](javascript:alert(4)) <b>bold</b>");
        email.put("link", Map.of("text", "<i>l</i>", "href", "javascript:alert(5)"));
        assertThat(notify.send(email).status()).isEqualTo(200);

        Mailbox.Received mail = notify.mailbox.await("script@example.com");

        assertThat(mail.html())
                .doesNotContainIgnoringCase("<script", "<img", "javascript:", "onerror", "<i>")
                .contains("<b>bold</b>", "&lt;i&gt;l&lt;/i&gt;");
        assertThat(mail.text().strip()).isEqualTo(email.get("content"));
    }

    @Test
    @DisplayName("notify-42: content of 102401 characters is 400")
    void contentIsBounded() {
        Map<String, Object> email = email("long@example.com", "s");
        email.put("content", "x".repeat(102_401));
        assertRefused(notify.send(email), "InputValidationError", "content");
        email.put("content", "x".repeat(102_400));
        assertThat(notify.send(email).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"address\": \"nobody\", \"subject\": \"s\", \"content\": \"c\"}",
                "{\"address\": \"a@x.org\\r\\nBcc: b@x.org\", \"subject\": \"s\", \"content\": \"c\"}",
                "{\"address\": \"a@x.org,b@x.org\", \"subject\": \"s\", \"content\": \"c\"}",
                "{\"address\": \"A <a@x.org>\", \"subject\": \"s\", \"content\": \"c\"}",
                "{\"address\": \"a@x.org\", \"subject\": \"\", \"content\": \"c\"}",
                "{\"address\": \"a@x.org\", \"subject\": \"s\", \"content\": \"\"}",
                "{\"address\": \"a@x.org\", \"subject\": \"s\", \"content\": \"c\\u0000\"}",
                "{\"address\": \"a@x.org\", \"subject\": \"s\", \"content\": \"c\", \"more\": 1}",
                "{\"address\": \"a@x.org\", \"subject\": \"s\", \"content\": \"c\", \"template\": \"no\"}",
                "{\"address\": \"a@x.org\", \"subject\": \"s\", \"content\": \"c\", \"link\": {\"text\": \"t\"}}",
                "null",
                "[]",
                "nonsense"
            })
    void badEmailsAreRefused(String body) {
        int before = notify.mailbox.all().size();
        Response response = notify.root().post("email", body);
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(notify.mailbox.all()).hasSize(before);
    }

    @Test
    void aSubjectStaysOneLine() {
        assertThat(notify.send(email("line@example.com", "a\r\nBcc: b@x.org")).status())
                .isEqualTo(200);
        assertThat(notify.mailbox.await("line@example.com").subject()).isEqualTo("a Bcc: b@x.org");
        assertThat(notify.mailbox.to("b@x.org")).isEmpty();
    }

    @Test
    void contentThatIsNestedDeeplyIsStillSent() {
        Map<String, Object> email = email("deep@example.com", "s");
        for (String nested : List.of(
                ">".repeat(50_000) + "x",
                "*".repeat(50_000) + "x" + "*".repeat(50_000),
                "[".repeat(100_000),
                "<div>".repeat(20_000),
                "- ".repeat(50_000))) {
            email.put("content", nested);
            assertThat(notify.send(email).status()).isEqualTo(200);
        }
    }

    @Test
    void aMessageToMatrixIsPosted() {
        Map<String, Object> message = Map.of(
                "roomId", "!a/b:example.org",
                "body", "b",
                "format", "org.matrix.custom.html",
                "formattedBody", "<b>b</b>");
        assertThat(notify.root().post("matrix", message).status()).isEqualTo(200);
        assertThat(notify.root().post("matrix", message).status()).isEqualTo(204);

        List<FakeHttpServer.Request> posts = notify.posts().stream()
                .filter(post -> post.resource().contains("example.org"))
                .toList();

        assertThat(posts).hasSize(1);
        assertThat(posts.getFirst().verb()).isEqualTo("PUT");
        assertThat(posts.getFirst().authorization()).isEqualTo("Bearer matrix-token");
        assertThat(posts.getFirst().resource())
                .matches("/_matrix/client/v3/rooms/%21a%2Fb%3Aexample.org/send/m.room.message/[0-9a-f-]{36}");
        assertThat(posts.getFirst().json().toString())
                .isEqualTo("{\"msgtype\":\"m.notice\",\"body\":\"b\","
                        + "\"format\":\"org.matrix.custom.html\",\"formatted_body\":\"<b>b</b>\"}");
    }

    @Test
    @DisplayName("notify-44: a room that the bot is not in is 400, which says to invite it")
    void theBotHasToBeInvited() {
        notify.matrix.answer(_ -> Answer.json(403, Map.of("errcode", "M_FORBIDDEN", "error", "not in room")));
        assertRefused(
                notify.root().post("matrix", Map.of("roomId", "!closed:x", "body", "b")), "InputError", "invite it");

        letEverythingWork();

        assertThat(notify.root()
                        .post("matrix", Map.of("roomId", "!closed:x", "body", "b"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMessageToSlackIsPosted() {
        Map<String, Object> message = Map.of(
                "channelId", "C1", "text", "t", "blocks", List.of(Map.of("type", "divider")), "unfurlLinks", true);
        assertThat(notify.root().post("slack", message).status()).isEqualTo(200);
        assertThat(notify.root().post("slack", message).status()).isEqualTo(204);

        List<FakeHttpServer.Request> posts = notify.slack.requests().stream()
                .filter(post -> post.json().path("channel").asString().equals("C1"))
                .toList();

        assertThat(posts).hasSize(1);
        assertThat(posts.getFirst().resource()).isEqualTo("/chat.postMessage");
        assertThat(posts.getFirst().authorization()).isEqualTo("Bearer slack-token");
        assertThat(posts.getFirst().json().toString())
                .isEqualTo("{\"channel\":\"C1\",\"text\":\"t\","
                        + "\"blocks\":[{\"type\":\"divider\"}],\"unfurl_links\":true,\"unfurl_media\":false}");
    }

    @Test
    void whatAChatDidNotTakeIsAnErrorAndMayBeSentAgain() {
        Map<String, Object> message = Map.of("channelId", "C2", "text", "t");
        for (Answer refusal : List.of(
                Answer.json(Map.of("ok", false, "error", "channel_not_found")),
                Answer.json(429, "{}"),
                new Answer(502, "text/html", "<html>"),
                new Answer(200, "text/html", "<html>"))) {
            notify.slack.answer(_ -> refusal);
            Response response = notify.root().post("slack", message);
            assertThat(response.status()).as(response.toString()).isEqualTo(500);
            assertThat(response.code()).isEqualTo("InternalServerError");
            assertThat(response.text()).doesNotContain("slack-token");
        }
        letEverythingWork();
        assertThat(notify.root().post("slack", message).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("notify-55: who is bound to route.a.b receives what is sent to a.b")
    void aPulseMessageIsPublished() {
        Map<String, Object> message = Map.of("routingKey", "a.b", "message", Map.of("n", 1.5, "t", "x"));
        assertThat(notify.client("notify:pulse:a.*").post("pulse", message).status())
                .isEqualTo(200);
        assertThat(notify.root().post("pulse", message).status()).isEqualTo(204);

        List<Event> events = notify.events().of("notification").stream()
                .filter(event -> event.routingKey().equals("primary.a.b"))
                .toList();

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().exchange()).isEqualTo("exchange/taskcluster-notify/v1/notification");
        assertThat(events.getFirst().cc()).containsExactly("route.a.b");
        JsonNode payload = events.getFirst().json();
        assertThat(payload.path("version").asInt()).isEqualTo(1);
        assertThat(payload.path("message").path("n").asDouble()).isEqualTo(1.5);
    }

    @Test
    void aRoutingKeyThatABrokerCouldNotTakeIsRefused() {
        TestClient root = notify.root();
        assertRefused(root.post("pulse", Map.of("routingKey", "", "message", Map.of())), "InputError", "routingKey");
        assertRefused(
                root.post("pulse", Map.of("routingKey", "x".repeat(101), "message", Map.of())),
                "InputError",
                "routingKey");
        assertThat(root.post("pulse", Map.of("routingKey", "x".repeat(100), "message", Map.of()))
                        .status())
                .isEqualTo(200);
    }
}
