package taskcluster.auth.vending.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.texts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.auth.AuthFixture;
import taskcluster.core.Json;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITAzureApi {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    private static final Instant START = Instant.parse("2030-01-01T12:00:00Z");

    private final MutableClock clock = new MutableClock(START);
    private FakeStorageAccount account;
    private AuthFixture auth;
    private TestClient root;

    @BeforeAll
    void start() {
        account = new FakeStorageAccount();
        auth = AuthFixture.start(AuthFixture.builder()
                .clock(clock)
                .property("logging.level.com.azure.core.http.jdk.httpclient.JdkHttpClient", "error")
                .property(
                        "auth.vending.azure.accounts",
                        "{\"" + FakeStorageAccount.NAME + "\": \"" + KEY + "\", \"another1\": \"" + KEY + "\"}")
                .property("auth.vending.azure.blob-endpoint", account.server().url() + "/{account}")
                .property("auth.vending.azure.table-endpoint", account.server().url() + "/{account}"));
        root = auth.root();
    }

    @AfterAll
    void stop() {
        auth.close();
        account.close();
    }

    @BeforeEach
    void clear() {
        clock.advance(Duration.ofDays(1));
        account.refuse(false);
        account.hold(List.of(), List.of());
        account.server().takeRequests();
    }

    @Test
    void accountsAreThoseOfTheConfiguration() {
        assertThat(texts(expect(200, root.get("azure/accounts")), "accounts"))
                .containsExactly(FakeStorageAccount.NAME, "another1");
        expect(403, auth.client("nobody").get("azure/accounts"));
        try (AuthFixture other = auth.startAnother(Map.of())) {
            assertThat(texts(expect(200, other.root().get("azure/accounts")), "accounts"))
                    .isEmpty();
        }
    }

    @Test
    void tablesAndContainersAreListedAPageAtATime() {
        account.hold(List.of("a1b", "b1c", "c1d", "d1e", "e1f"), List.of("ka", "kb", "kc", "kd"));
        assertThat(all("tables", "tables")).containsExactly("a1b", "b1c", "c1d", "d1e", "e1f");
        assertThat(account.server().takeRequests()).hasSize(3);
        assertThat(all("containers", "containers")).containsExactly("ka", "kb", "kc", "kd");
        assertThat(account.server().takeRequests()).hasSize(2);
    }

    private List<String> all(String path, String key) {
        List<String> all = new ArrayList<>();
        String query = "";
        while (true) {
            Response page = expect(200, root.get("azure/testaccount/" + path + query));
            all.addAll(texts(page, key));
            if (!page.body().has("continuationToken")) {
                return all;
            }
            query = "?continuationToken="
                    + AuthFixture.encode(page.body().path("continuationToken").asString());
        }
    }

    @Test
    void emptyAccountsHaveEmptyLists() {
        assertThat(all("tables", "tables")).isEmpty();
        assertThat(all("containers", "containers")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tables", "containers"})
    void aTokenThatAzureDoesNotKnowIsBadInput(String list) {
        Response refused = root.get("azure/testaccount/" + list + "?continuationToken=garbage");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("InputError");
    }

    @Test
    void aTableMayBeReadOrWritten() {
        JsonNode read = expect(200, root.get("azure/testaccount/table/MyTable/read-only"))
                .body();
        assertThat(read.path("expiry").asString())
                .isEqualTo(Json.timestamp(clock.instant().plus(Duration.ofMinutes(25))));
        SharedAccessSignature reading =
                SharedAccessSignature.parse(read.path("sas").asString());
        assertThat(reading.signsTable("testaccount", "MyTable", KEY))
                .as(reading.toString())
                .isTrue();
        assertThat(reading.signsTable("testaccount", "other", KEY)).isFalse();
        assertThat(reading.field("sp")).isEqualTo("r");
        assertThat(Instant.parse(reading.field("st"))).isEqualTo(clock.instant().minus(Duration.ofMinutes(15)));
        assertThat(Instant.parse(reading.field("se"))).isEqualTo(clock.instant().plus(Duration.ofMinutes(25)));
        assertThat(account.tables()).as("reading makes no table").isEmpty();

        JsonNode write = expect(200, root.get("azure/testaccount/table/MyTable/read-write"))
                .body();
        SharedAccessSignature writing =
                SharedAccessSignature.parse(write.path("sas").asString());
        assertThat(writing.signsTable("testaccount", "MyTable", KEY)).isTrue();
        assertThat(writing.field("sp")).isEqualTo("raud");
        assertThat(account.tables()).containsExactly("MyTable");
    }

    @Test
    void aContainerMayBeReadOrWritten() {
        JsonNode read = expect(200, root.get("azure/testaccount/containers/my-container/read-only"))
                .body();
        assertThat(read.path("expiry").asString())
                .isEqualTo(Json.timestamp(clock.instant().plus(Duration.ofMinutes(25))));
        SharedAccessSignature reading =
                SharedAccessSignature.parse(read.path("sas").asString());
        assertThat(reading.signsContainer("testaccount", "my-container", KEY))
                .as(reading.toString())
                .isTrue();
        assertThat(reading.field("sp")).isEqualTo("rl");
        assertThat(Instant.parse(reading.field("st"))).isEqualTo(clock.instant().minus(Duration.ofMinutes(15)));
        assertThat(account.containers()).as("reading makes no container").isEmpty();

        JsonNode write = expect(200, root.get("azure/testaccount/containers/my-container/read-write"))
                .body();
        SharedAccessSignature writing =
                SharedAccessSignature.parse(write.path("sas").asString());
        assertThat(writing.signsContainer("testaccount", "my-container", KEY)).isTrue();
        assertThat(writing.field("sp")).isEqualTo("racwdl");
        assertThat(account.containers()).containsExactly("my-container");
    }

    @Test
    void whatIsWrittenIsMadeAtMostEverySixHours() {
        account.hold(List.of("there"), List.of("there"));
        for (String path : List.of("table/there", "containers/there")) {
            String url = "azure/testaccount/" + path + "/read-write";
            expect(200, root.get(url));
            assertThat(account.server().takeRequests())
                    .as("it is there already, which is fine")
                    .hasSize(1);
            clock.advance(Duration.ofHours(6).minusMillis(1));
            expect(200, root.get(url));
            assertThat(account.server().takeRequests()).isEmpty();
            clock.advance(Duration.ofMillis(1));
            expect(200, root.get(url));
            assertThat(account.server().takeRequests()).hasSize(1);
        }
    }

    @Test
    void whatCouldNotBeMadeIsTriedAgain() {
        account.refuse(true);
        for (String path : List.of("table/failing", "containers/failing")) {
            Response failed = root.get("azure/testaccount/" + path + "/read-write");
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.message()).contains("incidentId").doesNotContain("Authentication");
        }
        account.refuse(false);
        expect(200, root.get("azure/testaccount/table/failing/read-write"));
        expect(200, root.get("azure/testaccount/containers/failing/read-write"));
        assertThat(account.tables()).containsExactly("failing");
        assertThat(account.containers()).containsExactly("failing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tables", "containers"})
    void anAzureThatRefusesToListIsAnIncident(String list) {
        account.refuse(true);
        assertThat(root.get("azure/testaccount/" + list).status()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tables",
                "containers",
                "table/abc/read-only",
                "table/abc/read-write",
                "containers/abc/read-write"
            })
    void anAccountThatIsNotConfiguredIsNotFound(String path) {
        Response unknown = root.get("azure/unknown/" + path);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.message()).contains("'unknown' not found").contains("AZURE_ACCOUNTS");
        expect(403, auth.client("nobody").get("azure/unknown/" + path));
    }

    @ParameterizedTest
    @CsvSource({"table, azure-table", "containers, azure-container"})
    void whoMayWriteMayRead(String path, String scope) {
        String url = "azure/testaccount/" + path + "/abc/";
        TestClient writer = auth.client("writer-" + path, "auth:" + scope + ":read-write:testaccount/abc");
        expect(200, writer.get(url + "read-write"));
        expect(200, writer.get(url + "read-only"));
        TestClient reader = auth.client("reader-" + path, "auth:" + scope + ":read-only:testaccount/abc");
        expect(200, reader.get(url + "read-only"));
        expect(403, reader.get(url + "read-write"));
        expect(403, reader.get("azure/testaccount/" + path + "/other/read-only"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A/tables",
                "testaccount/table/1table/read-only",
                "testaccount/table/ab/read-only",
                "testaccount/table/abc/write",
                "testaccount/containers/a--b/read-only",
                "testaccount/containers/-ab/read-write",
                "testaccount/containers/ABC/read-only",
                "testaccount/containers/abc%00/read-only",
                "testaccount/tables?continuationToken=",
            })
    void badInputIsRefused(String path) {
        assertThat(root.get("azure/" + path).status()).isEqualTo(400);
        assertThat(account.server().takeRequests()).isEmpty();
    }
}
