package taskcluster.index.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.index.IndexFixture.LATER;
import static taskcluster.index.IndexFixture.START;
import static taskcluster.index.IndexFixture.TASK_A;
import static taskcluster.index.IndexFixture.TASK_B;
import static taskcluster.index.IndexFixture.TASK_C;
import static taskcluster.index.IndexFixture.entry;
import static taskcluster.index.IndexFixture.texts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import taskcluster.index.IndexFixture;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Inserting, finding and deleting entries by their paths. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITEntries {
    private IndexFixture index;
    private TestClient root;

    @BeforeAll
    void start() {
        index = IndexFixture.start();
    }

    @AfterAll
    void stop() {
        index.close();
    }

    @BeforeEach
    void clear() {
        index.admin().execute("truncate taskcluster.indexed_tasks, taskcluster.index_namespaces");
        index.clock().set(START);
        root = index.root();
    }

    @Test
    @DisplayName("index-1: a new entry is found, and so are its namespaces")
    void aNewEntryIsFound() {
        Map<String, Object> body = entry(TASK_A, 0, LATER);
        body.put("data", Map.of("hello", List.of(1, 2.5, "x")));
        JsonNode inserted = root.put("task/a.b.c", body).ok();
        assertThat(inserted.toString())
                .isEqualTo("{\"namespace\":\"a.b.c\",\"taskId\":\"" + TASK_A
                        + "\",\"rank\":0,\"data\":{\"hello\":[1,2.5,\"x\"]},\"expires\":\"2030-01-31T10:00:00.000Z\"}");
        assertThat(root.get("task/a.b.c").ok()).isEqualTo(inserted);
        assertThat(texts(root.get("namespaces").ok(), "namespaces", "namespace"))
                .containsExactly("a");
        assertThat(texts(root.get("namespaces/a").ok(), "namespaces", "namespace"))
                .containsExactly("a.b");
        assertThat(texts(root.get("namespaces/a").ok(), "namespaces", "name")).containsExactly("b");
        assertThat(root.get("namespaces/a.b").ok().path("namespaces")).isEmpty();
        assertThat(root.get("tasks/a.b").ok().path("tasks")).containsExactly(inserted);
    }

    @Test
    @DisplayName("index-2: of two entries of one rank the later one wins")
    void theLaterOfTwoEqualsWins() {
        index.insert("a.b", TASK_A, 5);
        assertThat(index.insert("a.b", TASK_B, 5).path("taskId").asString()).isEqualTo(TASK_B);
        assertThat(index.taskAt("a.b")).isEqualTo(TASK_B);
    }

    @Test
    @DisplayName("index-3: an entry of a lower rank is not made, and the reply is the one that stays")
    void aHigherRankStays() {
        JsonNode stays = index.insert("a.b", TASK_A, 5);
        assertThat(index.insert("a.b", TASK_B, 4)).isEqualTo(stays);
        assertThat(index.insert("a.b", TASK_B, Integer.MIN_VALUE)).isEqualTo(stays);
        assertThat(root.get("task/a.b").ok()).isEqualTo(stays);
        assertThat(index.insert("a.b", TASK_C, Integer.MAX_VALUE).path("rank").intValue())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    @DisplayName("index-4: an expired entry counts as absent, whatever its rank")
    void anExpiredEntryGivesWay() {
        index.insert("a.b", TASK_A, 5, START.plus(Duration.ofHours(1)));
        index.clock().advance(Duration.ofHours(2));
        assertThat(index.insert("a.b", TASK_B, 4).path("taskId").asString()).isEqualTo(TASK_B);
        assertThat(index.taskAt("a.b")).isEqualTo(TASK_B);
    }

    @Test
    @DisplayName("index-5: a path without dots is in the root namespace")
    void aPathOfOneWordIsInTheRoot() {
        JsonNode inserted = index.insert("mytask", TASK_A, 0);
        assertThat(inserted.path("namespace").asString()).isEqualTo("mytask");
        assertThat(root.get("task/mytask").ok()).isEqualTo(inserted);
        assertThat(root.get("tasks").ok().path("tasks")).containsExactly(inserted);
        assertThat(root.post("tasks/indexes", Map.of("indexes", List.of("mytask")))
                        .ok()
                        .path("tasks"))
                .containsExactly(inserted);
        assertThat(root.get("namespaces").ok().path("namespaces")).isEmpty();
    }

    @Test
    @DisplayName("index-6: what is no path is refused, also one of more than 255 characters")
    void whatIsNoPathIsRefused() {
        String longest = "x.".repeat(127) + "y";
        for (String path :
                List.of("a..b", ".a", "a.", "a%2Fb", "a%20b", "a:b", "%C3%A4", "a%00", "a%0A", longest + "y")) {
            for (Response response : List.of(
                    root.get("task/" + path),
                    root.put("task/" + path, entry(TASK_A, 0, LATER)),
                    root.delete("task/" + path),
                    root.get("tasks/" + path),
                    root.get("namespaces/" + path),
                    root.get("task/" + path + "/artifacts/public/x"))) {
                assertThat(response.status()).as(path).isEqualTo(400);
                assertThat(response.code()).as(path).isEqualTo("InvalidRequestArguments");
            }
        }
        assertThat(index.insert(longest, TASK_A, 0))
                .isEqualTo(root.get("task/" + longest).ok());
        assertThat(index.insert("a!~*'()%25-_.Z9", TASK_A, 0).path("namespace").asString())
                .isEqualTo("a!~*'()%-_.Z9");
    }

    @Test
    @DisplayName("index-7: an expired entry is found nowhere")
    void anExpiredEntryIsFoundNowhere() {
        index.insert("a.b", TASK_A, 0, START.plus(Duration.ofMinutes(1)));
        index.clock().advance(Duration.ofMinutes(1));
        Response missing = root.get("task/a.b");
        assertThat(missing.code()).isEqualTo("ResourceNotFound");
        assertThat(missing.message()).startsWith("Indexed task not found");
        assertThat(root.get("tasks/a").ok().path("tasks")).isEmpty();
        assertThat(root.post("tasks/indexes", Map.of("indexes", List.of("a.b")))
                        .ok()
                        .path("tasks"))
                .isEmpty();
        assertThat(root.get("task/a.b/artifacts/public/x").code()).isEqualTo("ResourceNotFound");
    }

    @Test
    @DisplayName("index-8: finding several needs the scopes of all of them")
    void findingSeveralNeedsAllScopes() {
        index.insert("a.b", TASK_A, 0);
        TestClient some = index.client("index:find-task:a.*");
        Response refused = some.post("tasks/indexes", Map.of("indexes", List.of("a.b", "x.y")));
        assertThat(refused.code()).isEqualTo("InsufficientScopes");
        assertThat(refused.message()).contains("index:find-task:x.y");
        assertThat(texts(
                        some.post("tasks/indexes", Map.of("indexes", List.of("a.b", "a.c")))
                                .ok(),
                        "tasks",
                        "taskId"))
                .containsExactly(TASK_A);
        assertThat(index.anonymous()
                        .post("tasks/indexes", Map.of("indexes", List.of()))
                        .ok()
                        .toString())
                .isEqualTo("{\"tasks\":[]}");
        assertThat(index.anonymous().post("tasks/indexes", Map.of()).ok().toString())
                .isEqualTo("{\"tasks\":[]}");
    }

    @Test
    @DisplayName("index-16: deleting what is not there is no error")
    void deletingIsIdempotent() {
        index.insert("a.b", TASK_A, 5);
        for (int i = 0; i < 2; i++) {
            Response deleted = root.delete("task/a.b");
            assertThat(deleted.status()).isEqualTo(200);
            assertThat(deleted.text()).isEqualTo("{}");
            assertThat(index.taskAt("a.b")).isEmpty();
        }
        assertThat(texts(root.get("namespaces").ok(), "namespaces", "name")).containsExactly("a");
        index.insert("a.b", TASK_B, 0);
        assertThat(index.taskAt("a.b")).isEqualTo(TASK_B);
    }

    @Test
    @DisplayName("index-22: a path that is asked for twice is found once")
    void pathsAreFoundOnceAndInOrder() {
        index.insert("b.a", TASK_A, 0);
        index.insert("a.b", TASK_B, 0);
        index.insert("c", TASK_C, 0);
        List<String> asked = List.of("b.a", "no.such", "a.b", "b.a", "c", "a..b", "\u00e4", "x".repeat(300));
        JsonNode found = root.post("tasks/indexes", Map.of("indexes", asked)).ok();
        assertThat(texts(found, "tasks", "namespace")).containsExactly("c", "a.b", "b.a");
        JsonNode first =
                root.post("tasks/indexes?limit=2", Map.of("indexes", asked)).ok();
        assertThat(texts(first, "tasks", "namespace")).containsExactly("c", "a.b");
        String token = first.path("continuationToken").asString();
        JsonNode second = root.post("tasks/indexes?limit=2&continuationToken=" + token, Map.of("indexes", asked))
                .ok();
        assertThat(texts(second, "tasks", "namespace")).containsExactly("b.a");
        assertThat(second.has("continuationToken")).isFalse();
    }

    @Test
    void everyMethodNeedsItsScope() {
        index.insert("a.b", TASK_A, 0);
        Map<String, Object> body = entry(TASK_B, 1, LATER);
        assertThat(index.client("index:find-task:a.c").get("task/a.b").status()).isEqualTo(403);
        assertThat(index.client("index:find-task:a.b").get("task/a.b").status()).isEqualTo(200);
        assertThat(index.client("index:insert-task:a.c").put("task/a.b", body).status())
                .isEqualTo(403);
        assertThat(index.client("index:delete-task:a.c").delete("task/a.b").status())
                .isEqualTo(403);
        assertThat(index.taskAt("a.b")).isEqualTo(TASK_A);
        assertThat(index.client("index:insert-task:a.b").put("task/a.b", body).status())
                .isEqualTo(200);
        assertThat(index.client("index:delete-task:a.b").delete("task/a.b").status())
                .isEqualTo(200);
        assertThat(index.client("index:list-tasks:a").get("tasks/a").status()).isEqualTo(200);
        assertThat(index.client("index:list-tasks:a").get("tasks").status()).isEqualTo(403);
        assertThat(index.client("index:list-tasks:").get("tasks/").status()).isEqualTo(200);
        assertThat(index.client("index:list-namespaces:a").get("namespaces/a").status())
                .isEqualTo(200);
        assertThat(index.client("index:list-namespaces:a").get("namespaces").status())
                .isEqualTo(403);
        assertThat(index.client("index:list-namespaces:").get("namespaces").status())
                .isEqualTo(200);
        assertThat(index.client("index:list-tasks:a").post("tasks", Map.of()).status())
                .isEqualTo(403);
    }

    @Test
    void anEntryMayBeExpiredFromTheBeginning() {
        JsonNode inserted = index.insert("a.b", TASK_A, 0, START.minus(Duration.ofDays(3)));
        assertThat(inserted.path("expires").asString()).isEqualTo("2029-12-29T10:00:00.000Z");
        assertThat(index.taskAt("a.b")).isEmpty();
        assertThat(root.get("namespaces").ok().path("namespaces")).isEmpty();
    }
}
