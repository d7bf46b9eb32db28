package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;

/** Who gets no notifications. */
class ITDenylist {
    private static NotifyFixture notify;
    private static TestClient client;

    @BeforeAll
    static void start() {
        notify = NotifyFixture.start();
        client = notify.client("notify:manage-denylist");
    }

    @AfterAll
    static void stop() {
        notify.close();
    }

    @BeforeEach
    void clear() {
        notify.admin().execute("truncate taskcluster.denylisted_notifications");
    }

    private static Map<String, String> address(String type, String address) {
        return Map.of("notificationType", type, "notificationAddress", address);
    }

    private static List<String> list(String query) {
        return client.get("denylist/list" + query)
                .ok()
                .path("addresses")
                .valueStream()
                .map(entry -> entry.path("notificationType").asString() + " "
                        + entry.path("notificationAddress").asString())
                .toList();
    }

    @Test
    void addressesAreAddedAndDeletedAnyNumberOfTimes() {
        for (int i = 0; i < 2; i++) {
            Response added = client.post("denylist/add", address("email", "Foo@x.org"));
            assertThat(added.status()).isEqualTo(200);
            assertThat(added.text()).isEqualTo("OK");
        }
        client.post("denylist/add", address("email", "foo@X.org")).ok();
        assertThat(list("")).containsExactly("email Foo@x.org");
        for (int i = 0; i < 2; i++) {
            Response deleted = client.delete("denylist/delete", address("email", "FOO@x.org"));
            assertThat(deleted.status()).isEqualTo(200);
            assertThat(deleted.text()).isEqualTo("OK");
        }
        assertThat(list("")).isEmpty();
    }

    @Test
    void addressesThatAreNotOfEmailAreComparedAsTheyAre() {
        client.post("denylist/add", address("slack-channel", "C1")).ok();
        client.post("denylist/add", address("slack-channel", "c1")).ok();
        client.delete("denylist/delete", address("slack-channel", "C1")).ok();
        assertThat(list("")).containsExactly("slack-channel c1");
    }

    @Test
    void theListComesInPagesInOrder() {
        client.post("denylist/add", address("slack-channel", "C1")).ok();
        client.post("denylist/add", address("email", "b@x.org")).ok();
        client.post("denylist/add", address("email", "A@x.org")).ok();
        List<String> seen = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            Response page = client.get("denylist/list?limit=1" + token);
            page.ok()
                    .path("addresses")
                    .forEach(entry -> seen.add(entry.path("notificationAddress").asString()));
            token = page.body().has("continuationToken")
                    ? "&continuationToken="
                            + page.body().path("continuationToken").asString()
                    : "";
            pages++;
        } while (!token.isEmpty());
        assertThat(seen).containsExactly("A@x.org", "b@x.org", "C1");
        assertThat(pages).isEqualTo(3);
    }

    @Test
    @DisplayName("notify-43: deleting without a body is 400")
    void deletingNeedsABody() {
        assertThat(client.delete("denylist/delete").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "[]", "[1,2]", "[\"email\"]", "[\"email\",\"a\",\"b\"]", "[\"email\",\"\\u0000\"]"})
    void tokensThatAreNotOursAreRefused(String token) {
        String encoded = token.startsWith("[")
                ? Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8))
                : "%21%21%21";
        Response response = client.get("denylist/list?continuationToken=" + encoded);
        assertThat(response.status()).as(response.toString()).isEqualTo(400);
        assertThat(response.code()).isEqualTo("InputError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=x", "limit=-1", "other=1"})
    void otherQueriesAreRefused(String query) {
        assertThat(client.get("denylist/list?" + query).code()).isEqualTo("InvalidRequestArguments");
    }

    @Test
    void addressesThatNobodyHasAreRefused() {
        assertThat(client.post("denylist/add", address("email", "x".repeat(2001)))
                        .code())
                .isEqualTo("InputError");
        assertThat(client.post("denylist/add", address("phone", "1")).code()).isEqualTo("InputValidationError");
        assertThat(client.post("denylist/add", "{\"notificationType\":\"email\",\"notificationAddress\":\"\\u0000\"}")
                        .status())
                .isEqualTo(400);
        assertThat(list("")).isEmpty();
    }
}
