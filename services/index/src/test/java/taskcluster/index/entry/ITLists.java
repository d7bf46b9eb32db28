package taskcluster.index.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.index.IndexFixture.START;
import static taskcluster.index.IndexFixture.TASK_A;
import static taskcluster.index.IndexFixture.pages;
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

/** Browsing: namespaces and the tasks in them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITLists {
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

    private String namespaceExpiry(String parent, String name) {
        return root.get("namespaces/" + parent)
                .ok()
                .path("namespaces")
                .valueStream()
                .filter(namespace -> namespace.path("name").asString().equals(name))
                .map(namespace -> namespace.path("expires").asString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("index-9: lists are read page by page, and the last page has no token")
    void listsAreReadPageByPage() {
        for (String path : List.of("n.b.x", "n.a.x", "n.c.x", "n.B", "n.a", "n.b", "other.x")) {
            index.insert(path, TASK_A, 0);
        }
        assertThat(pages(root, "tasks/n?limit=1", "tasks", "namespace"))
                .containsExactly(List.of("n.B"), List.of("n.a"), List.of("n.b"));
        assertThat(pages(root, "namespaces/n?limit=2", "namespaces", "name"))
                .containsExactly(List.of("a", "b"), List.of("c"));
        assertThat(pages(root, "namespaces?limit=1", "namespaces", "name"))
                .containsExactly(List.of("n"), List.of("other"));
        assertThat(pages(root, "tasks/n?limit=3", "tasks", "namespace")).hasSize(1);
        assertThat(texts(root.get("tasks/n").ok(), "tasks", "namespace")).containsExactly("n.B", "n.a", "n.b");
        assertThat(root.get("tasks/nothing").ok().toString()).isEqualTo("{\"tasks\":[]}");
        assertThat(root.get("namespaces/nothing").ok().toString()).isEqualTo("{\"namespaces\":[]}");
    }

    @Test
    @DisplayName("index-10: what is no continuation token of the list is refused")
    void badPagesAreRefused() {
        for (String path : List.of("n.a", "n.b", "n.a.x", "n.b.x", "m.a")) {
            index.insert(path, TASK_A, 0);
        }
        String token =
                root.get("tasks/n?limit=1").ok().path("continuationToken").asString();
        for (String path : List.of("tasks/n", "namespaces/n")) {
            for (String query : List.of(
                    "limit=0",
                    "limit=-1",
                    "limit=x",
                    "limit=",
                    "continuationToken=",
                    "continuationToken=!!!",
                    "continuationToken=d2VsbCBmb3JtZWQgbm9uc2Vuc2U",
                    "continuationToken=WzFd",
                    "continuationToken=WyJuIiwiYVx1MDAwMCJd",
                    "colour=red")) {
                Response refused = root.get(path + "?" + query);
                assertThat(refused.status()).as(path + "?" + query).isEqualTo(400);
            }
        }
        assertThat(root.get("tasks/m?continuationToken=" + token).status()).isEqualTo(400);
        assertThat(root.post("tasks/indexes?continuationToken=" + token, Map.of("indexes", List.of("n.a")))
                        .status())
                .isEqualTo(400);
        assertThat(texts(root.get("tasks/n?continuationToken=" + token).ok(), "tasks", "namespace"))
                .containsExactly("n.b");
    }

    @Test
    void theOldPostsTakeThePageFromTheBody() {
        for (String path : List.of("n.a", "n.b", "n.a.x", "n.b.x")) {
            index.insert(path, TASK_A, 0);
        }
        JsonNode first = root.post("tasks/n", Map.of("limit", 1)).ok();
        assertThat(texts(first, "tasks", "namespace")).containsExactly("n.a");
        JsonNode second = root.post(
                        "tasks/n",
                        Map.of(
                                "continuationToken",
                                first.path("continuationToken").asString()))
                .ok();
        assertThat(texts(second, "tasks", "namespace")).containsExactly("n.b");
        assertThat(texts(root.post("namespaces/n", Map.of()).ok(), "namespaces", "name"))
                .containsExactly("a", "b");
        assertThat(texts(root.post("namespaces", Map.of("limit", 1)).ok(), "namespaces", "name"))
                .containsExactly("n");
        assertThat(root.post("tasks", Map.of()).ok().path("tasks")).isEmpty();
        for (Object body : List.of(
                Map.of("limit", 0),
                Map.of("limit", 1001),
                Map.of("limit", "1"),
                Map.of("continuationToken", "!!!"),
                Map.of("colour", "red"))) {
            assertThat(root.post("namespaces/n", body).status())
                    .as(body.toString())
                    .isEqualTo(400);
        }
    }

    @Test
    void aPageHoldsNoMoreThanAThousand() {
        index.admin()
                .update("insert into taskcluster.indexed_tasks select 'many', lpad(n::text, 5, '0'), 0, '" + TASK_A
                        + "', '{}', '2031-01-01' from generate_series(1, 1001) n");
        assertThat(pages(root, "tasks/many?limit=5000", "tasks", "namespace"))
                .extracting(List::size)
                .containsExactly(1000, 1);
    }

    @Test
    @DisplayName("index-11: a namespace that lasts longer already is left alone")
    void aNamespaceIsNeverShortened() {
        index.insert("a.b.c", TASK_A, 0, START.plus(Duration.ofDays(9)));
        assertThat(namespaceExpiry("a", "b")).isEqualTo("2030-01-11T00:00:00.000Z");
        index.insert("a.b.d", TASK_A, 0, START.plus(Duration.ofDays(4)));
        assertThat(namespaceExpiry("a", "b")).isEqualTo("2030-01-11T00:00:00.000Z");
        root.delete("task/a.b.c").ok();
        assertThat(namespaceExpiry("a", "b")).isEqualTo("2030-01-11T00:00:00.000Z");
    }

    @Test
    @DisplayName("index-12: a namespace and all above it last until the midnight after their tasks")
    void namespacesLastAsLongAsTheirTasks() {
        index.insert("a.b.c.x", TASK_A, 0, START);
        assertThat(namespaceExpiry("a.b", "c")).isEqualTo("2030-01-02T00:00:00.000Z");
        index.insert("a.b.c.y", TASK_A, 0, START.plus(Duration.ofDays(4)));
        for (List<String> namespace : List.of(List.of("", "a"), List.of("a", "b"), List.of("a.b", "c"))) {
            assertThat(namespaceExpiry(namespace.getFirst(), namespace.getLast()))
                    .isEqualTo("2030-01-06T00:00:00.000Z");
        }
        index.insert("a.z", TASK_A, 0, START.plus(Duration.ofDays(9)));
        assertThat(namespaceExpiry("", "a")).isEqualTo("2030-01-11T00:00:00.000Z");
        assertThat(namespaceExpiry("a", "b")).isEqualTo("2030-01-06T00:00:00.000Z");
    }

    @Test
    void whatIsRefusedForItsRankDoesNotExtendNamespaces() {
        index.insert("a.b", TASK_A, 5, START.plus(Duration.ofDays(1)));
        index.insert("a.b", TASK_A, 4, START.plus(Duration.ofDays(9)));
        assertThat(namespaceExpiry("", "a")).isEqualTo("2030-01-03T00:00:00.000Z");
    }

    @Test
    @DisplayName("index-23: what has expired is deleted, and nothing else")
    void whatHasExpiredIsDeleted() {
        index.insert("old.a", TASK_A, 0, START.plus(Duration.ofDays(1)));
        index.insert("old.b.c", TASK_A, 0, START.plus(Duration.ofDays(1)));
        index.insert("old", TASK_A, 0, START.plus(Duration.ofDays(5)));
        index.insert("new.a.x", TASK_A, 0, START.plus(Duration.ofDays(5)));
        index.admin()
                .update("insert into taskcluster.indexed_tasks select 'many', n::text, 0, 'x', '{}', '2030-01-02'"
                        + " from generate_series(1, 2500) n");
        index.clock().advance(Duration.ofDays(3));
        assertThat(root.get("namespaces").ok().path("namespaces")).hasSize(1);
        new Expiry(index.service().bean(IndexStore.class)).sweep(() -> {});
        assertThat(index.admin()
                        .queryForList("select namespace || '.' || name from taskcluster.indexed_tasks", String.class))
                .containsExactlyInAnyOrder(".old", "new.a.x");
        assertThat(index.admin()
                        .queryForList("select parent || '.' || name from taskcluster.index_namespaces", String.class))
                .containsExactlyInAnyOrder(".new", "new.a");
    }
}
