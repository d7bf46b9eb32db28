package taskcluster.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.secrets.SecretsFixture.FAR;
import static taskcluster.secrets.SecretsFixture.ago;
import static taskcluster.secrets.SecretsFixture.body;
import static taskcluster.secrets.SecretsFixture.encode;
import static taskcluster.secrets.SecretsFixture.expect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITSecretApi {
    private SecretsFixture secrets;
    private TestClient root;

    @BeforeAll
    void start() {
        secrets = SecretsFixture.start();
        root = secrets.root();
    }

    @AfterAll
    void stop() {
        secrets.close();
    }

    @BeforeEach
    void clear() {
        secrets.admin().execute("truncate taskcluster.secrets, taskcluster.audit_history");
    }

    @Test
    @DisplayName("secrets-25: what was set is got, with its expiration")
    void whatWasSetIsGot() {
        JsonNode value = Json.MAPPER.readTree("""
                {"text": "ü \\" \\\\ \\n", "number": 1.5, "big": 123456789012345678901234567890, "list": [1, null, true, {}],
                 "": "an empty key", "nested": {"secret": {"secret": []}}}""");

        Response set = root.put("secret/x", Map.of("secret", value, "expires", "2100-01-01T02:00:00.123456+02:00"));
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body()).isEqualTo(Json.MAPPER.createObjectNode());

        Response got = expect(200, root.get("secret/x"));
        assertThat(got.body().path("secret")).isEqualTo(value);
        assertThat(got.body().path("expires").asString()).isEqualTo("2100-01-01T00:00:00.123Z");
        assertThat(got.body().propertyNames()).containsExactly("secret", "expires");

        expect(200, root.put("secret/x", body(Map.of(), FAR)));
        assertThat(root.get("secret/x").ok().path("secret").toString()).isEqualTo("{}");
        assertThat(secrets.history("x")).containsExactly("created by root", "updated by root");
    }

    @Test
    @DisplayName("secrets-26: slashes are part of a name, encoded or not")
    void slashesArePartOfAName() {
        secrets.set("a/b/c", "v", FAR);
        assertThat(root.get("secret/a/b/c").ok().at("/secret/value").asString()).isEqualTo("v");
        assertThat(root.get("secret/a%2Fb%2Fc").ok().at("/secret/value").asString())
                .isEqualTo("v");
        assertThat(root.get("secret/a%2Fb/c").status()).isEqualTo(200);
        assertThat(root.get("secret/a/b").status()).isEqualTo(404);
        expect(200, root.put("secret/a/b/", body(Map.of("value", "other"), FAR)));
        assertThat(secrets.names(10)).containsExactly("a/b/", "a/b/c");
        TestClient reader = secrets.client("reader", "secrets:get:a/b/*");
        assertThat(reader.get("secret/a%2Fb%2Fc").status()).isEqualTo(200);
        assertThat(reader.get("secret/a/c").status()).isEqualTo(403);
    }

    @Test
    @DisplayName("secrets-29: reading does not allow removing, and each needs its scope")
    void everyMethodNeedsItsScope() {
        secrets.set("x", "v", FAR);
        TestClient reader = secrets.client("reader", "secrets:get:x");
        TestClient writer = secrets.client("writer", "secrets:set:x");
        TestClient lister = secrets.client("lister", "secrets:list-secrets");

        assertThat(reader.delete("secret/x").status()).isEqualTo(403);
        assertThat(reader.put("secret/x", body(Map.of(), FAR)).status()).isEqualTo(403);
        assertThat(reader.get("secrets").status()).isEqualTo(403);
        assertThat(reader.get("secret/y").status()).isEqualTo(403);
        assertThat(writer.get("secret/x").status()).isEqualTo(403);
        assertThat(lister.get("secret/x").status()).isEqualTo(403);
        assertThat(root.anonymous().get("secret/x").status()).isEqualTo(403);
        assertThat(secrets.value("x")).contains("v");

        assertThat(reader.get("secret/x").status()).isEqualTo(200);
        assertThat(lister.get("secrets").status()).isEqualTo(200);
        assertThat(writer.put("secret/x", body(Map.of(), FAR)).status()).isEqualTo(200);
        assertThat(writer.delete("secret/x").status()).isEqualTo(200);
        assertThat(secrets.history("x")).containsExactly("created by root", "updated by writer", "deleted by writer");
    }

    @Test
    @DisplayName("secrets-30: a secret that has expired is gone, and setting it again creates one")
    void anExpiredSecretIsGone() {
        secrets.set("x", "old", ago(Duration.ofSeconds(1)));
        secrets.set("y", "v", FAR);

        Response got = root.get("secret/x");
        assertThat(got.status()).isEqualTo(404);
        assertThat(got.code()).isEqualTo("ResourceNotFound");
        assertThat(got.message()).startsWith("Secret not found");
        assertThat(secrets.names(10)).containsExactly("y");

        secrets.set("x", "new", FAR);
        assertThat(secrets.value("x")).contains("new");
        assertThat(secrets.history("x")).containsExactly("created by root", "created by root");
    }

    @Test
    @DisplayName("secrets-31: removing what is not there succeeds and is recorded")
    void removingWhatIsNotThere() {
        Response removed = root.delete("secret/never/set");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.body()).isEqualTo(Json.MAPPER.createObjectNode());
        assertThat(secrets.history("never/set")).containsExactly("deleted by root");

        secrets.set("x", "v", FAR);
        expect(200, root.delete("secret/x"));
        assertThat(root.get("secret/x").status()).isEqualTo(404);
    }

    @Test
    void theListHasNamesInTheirOrderPageByPage() {
        List<String> names = List.of("A", "Z/z", "a", "a!", "a/b", "z", "é", "\uD83D\uDE00");
        names.reversed().forEach(name -> secrets.set(name, "v", FAR));
        for (int limit : List.of(1, 3, 8, 9)) {
            assertThat(secrets.names(limit)).as("pages of %d", limit).isEqualTo(names);
        }
        Response all = expect(200, root.get("secrets"));
        assertThat(all.body().propertyNames()).containsExactly("secrets");
        assertThat(all.text()).doesNotContain("\"v\"");

        String token = expect(200, root.get("secrets?limit=3"))
                .body()
                .path("continuationToken")
                .asString();
        expect(200, root.delete("secret/a"));
        secrets.set("0", "v", FAR);
        assertThat(root.get("secrets?limit=2&continuationToken=" + token)
                        .ok()
                        .path("secrets")
                        .toString())
                .as("rows that come and go do not move the next page")
                .isEqualTo("[\"a!\",\"a/b\"]");
    }

    @Test
    void aPageHasAThousandNamesAtMost() {
        secrets.admin()
                .execute("insert into taskcluster.secrets (name, encrypted_secret, expires)"
                        + " select 's' || i, '{\"kid\": \"k1\"}', '2100-01-01' from generate_series(1, 1001) i");
        Response page = expect(200, root.get("secrets?limit=5000"));
        assertThat(page.body().path("secrets")).hasSize(1000);
        assertThat(secrets.names(1000)).hasSize(1001).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=x",
                "continuationToken=!!!",
                "continuationToken=abc",
                "continuationToken=W10", // []
                "continuationToken=WzFd", // [1]
                "continuationToken=WyIiLCIiXQ", // ["",""]
                "continuationToken=WyJcdTAwMDAiXQ", // a NUL
                "prefix=x"
            })
    void badPagesAreRefused(String query) {
        assertThat(root.get("secrets?" + query).status()).isEqualTo(400);
    }

    @Test
    void namesHaveUpTo2048Bytes() {
        // Of random text, since the database may compress what repeats.
        StringBuilder random = new StringBuilder();
        new Random(1).ints(2048, '!', '~').forEach(c -> random.append((char) c));
        String longest = random.toString();
        secrets.set(longest, "v", FAR);
        assertThat(secrets.value(longest)).contains("v");
        assertThat(secrets.names(1)).containsExactly(longest);
        expect(200, root.delete("secret/" + encode(longest)));

        for (String name : List.of("", longest + "x", "é".repeat(1025))) {
            Response set = root.put("secret/" + encode(name), body(Map.of(), FAR));
            assertThat(set.status()).isEqualTo(400);
            assertThat(set.code()).isEqualTo("InvalidRequestArguments");
            assertThat(set.message()).contains("'name' must have 1 to 2048 bytes");
            assertThat(root.delete("secret/" + encode(name)).status()).isEqualTo(400);
            assertThat(root.get("secret/" + encode(name)).status()).isEqualTo(404);
        }
        assertThat(root.put("secret/a%00b", body(Map.of(), FAR)).status()).isEqualTo(400);
        assertThat(root.get("secret/a%00b").status()).isEqualTo(400);
        assertThat(root.get("secret/%ff").status()).isBetween(400, 404);
        assertThat(secrets.names(10)).isEmpty();
        for (String name : List.of("%", "a b", "..", "../x", "a\nb", "'; drop table secrets; --", "{{x}}", "?a=b#c")) {
            secrets.set(name, name, FAR);
            assertThat(secrets.value(name)).contains(name);
        }
    }

    @Test
    void aSecretMayBeAsLargeAsARequest() {
        String value = "0123456789abcdef".repeat(650_000);
        secrets.set("large", value, FAR);
        assertThat(secrets.value("large")).contains(value);
        Response tooLarge = root.put("secret/large", body(Map.of("value", value + value), FAR));
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(secrets.value("large")).contains(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01T00:00:00+01:00",
                "9999-12-31T23:59:59-01:00",
                "2100-02-30T00:00:00Z",
                "2100-01-01",
                "2100-01-01T00:00:00",
                "tomorrow",
                ""
            })
    void expirationsAreTimesThatCanBeStored(String expires) {
        Response set = root.put("secret/x", Map.of("secret", Map.of(), "expires", expires));
        assertThat(set.status()).as(set.toString()).isEqualTo(400);
        assertThat(set.message()).contains("expires");
        assertThat(secrets.names(1)).isEmpty();
        assertThat(secrets.history("x")).isEmpty();
    }

    @Test
    void manyAtOnceAreOneCreationAndUpdates() {
        IntStream.range(0, 40).parallel().forEach(i -> secrets.set("race", "v" + i, FAR));
        assertThat(secrets.history("race")).hasSize(40).containsOnlyOnce("created by root");
        assertThat(secrets.history("race").getFirst()).isEqualTo("created by root");
    }

    @Test
    void aChangeThatCannotBeRecordedIsNotMade() {
        secrets.set("kept", "before", FAR);
        secrets.admin().execute("alter table taskcluster.audit_history add constraint never check (false) not valid");
        try {
            assertThat(root.put("secret/kept", body(Map.of("value", "after"), FAR))
                            .status())
                    .isEqualTo(500);
            assertThat(root.put("secret/new", body(Map.of(), FAR)).status()).isEqualTo(500);
            assertThat(root.delete("secret/kept").status()).isEqualTo(500);
        } finally {
            secrets.admin().execute("alter table taskcluster.audit_history drop constraint never");
        }
        assertThat(secrets.value("kept")).contains("before");
        assertThat(secrets.names(10)).containsExactly("kept");
    }
}
