package taskcluster.index;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.index.IndexFixture.LATER;
import static taskcluster.index.IndexFixture.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.index.entry.Expiry;
import taskcluster.index.entry.IndexPath;
import taskcluster.index.entry.IndexStore;
import taskcluster.index.entry.NewEntry;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;

/** Two processes on one database, and many requests at once. */
class ITConcurrency {
    private TestDatabase database;
    private IndexFixture first;
    private IndexFixture second;
    private ExecutorService threads;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        first = IndexFixture.startOn(database);
        second = IndexFixture.startOn(database);
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void stop() {
        threads.close();
        first.close();
        second.close();
        database.close();
    }

    private IndexFixture either(int i) {
        return i % 2 == 0 ? first : second;
    }

    private <T> List<T> all(List<Callable<T>> calls) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> result : threads.invokeAll(calls)) {
            results.add(result.get());
        }
        return results;
    }

    @Test
    void theHighestRankWinsWhateverTheOrder() throws Exception {
        List<Integer> ranks = new ArrayList<>(IntStream.range(0, 40).boxed().toList());
        Collections.shuffle(ranks);
        List<Callable<Response>> calls = new ArrayList<>();
        for (int rank : ranks) {
            TestClient client = either(rank).root();
            calls.add(() -> client.put("task/one.path", entry(Slugid.nice(), rank, LATER)));
        }
        List<Response> replies = all(calls);
        for (int i = 0; i < ranks.size(); i++) {
            assertThat(replies.get(i).ok().path("rank").intValue()).isGreaterThanOrEqualTo(ranks.get(i));
        }
        assertThat(first.root().get("task/one.path").ok().path("rank").intValue())
                .isEqualTo(39);
    }

    @Test
    void insertionsOfManyPathsDoNotWaitForEachOther() throws Exception {
        List<IndexPath> paths = IntStream.range(0, 20)
                .mapToObj(i ->
                        IndexPath.parse("n" + i % 3 + ".m" + i % 5 + ".p" + i).orElseThrow())
                .toList();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<IndexPath> some = new ArrayList<>(paths);
            Collections.shuffle(some);
            NewEntry entry =
                    new NewEntry(Slugid.nice(), i, Json.MAPPER.createObjectNode(), LATER.plus(Duration.ofDays(i % 7)));
            IndexStore store = either(i).service().bean(IndexStore.class);
            calls.add(() ->
                    store.insert(new TreeSet<>(some.subList(0, 10)), entry).size());
        }
        assertThat(all(calls)).hasSize(60).containsOnly(10);
        assertThat(first.admin().queryForObject("select count(*) from taskcluster.index_namespaces", Integer.class))
                .isEqualTo(3 + 15);
    }

    @Test
    void aNamespaceStaysWhileItIsSweptAndEnteredAtOnce() throws Exception {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            first.insert("old" + i + ".a.task", Slugid.nice(), 0);
        }
        first.clock().set(LATER.plus(Duration.ofDays(2)));
        second.clock().set(LATER.plus(Duration.ofDays(2)));
        for (int i = 0; i < 40; i++) {
            TestClient client = first.root();
            String path = "task/old" + i + ".a.task";
            calls.add(() -> client.put(path, entry(Slugid.nice(), 0, LATER.plus(Duration.ofDays(9))))
                    .status());
            calls.add(() -> {
                new Expiry(second.service().bean(IndexStore.class)).sweep(() -> {});
                return 200;
            });
        }
        assertThat(all(calls)).containsOnly(200);
        assertThat(first.root().get("namespaces").ok().path("namespaces")).hasSize(40);
        for (int i = 0; i < 40; i++) {
            assertThat(first.root().get("namespaces/old" + i).ok().path("namespaces"))
                    .hasSize(1);
            assertThat(first.taskAt("old" + i + ".a.task")).isNotEmpty();
        }
    }

    @Test
    void anotherProcessTakesOverTheRoutes() {
        String taskId = Slugid.nice();
        first.define(taskId, Map.of());
        second.define(taskId, Map.of());
        first.complete(taskId, "index.before");
        Await.until(() -> first.taskAt("before").equals(taskId));
        first.close();
        second.complete(taskId, "index.after");
        Await.until(() -> second.taskAt("after").equals(taskId));
    }
}
