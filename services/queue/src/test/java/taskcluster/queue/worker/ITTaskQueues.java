package taskcluster.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;

/** Task queues, and the provisioners and worker types that they are shown as. */
class ITTaskQueues {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock, "queue.claim-wait", "0s");
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    /** All task queues of the tests before have expired. */
    @BeforeEach
    void forgetAll() {
        clock.advance(Duration.ofDays(2));
    }

    private static JsonNode get(String path) {
        return queue.root().get(path).ok();
    }

    private static List<String> texts(JsonNode list, String property) {
        return list.valueStream().map(entry -> entry.path(property).asString()).toList();
    }

    /** What a list has on all its pages of one entry each. */
    private static List<String> pages(String path, String list, String property) {
        List<String> all = new ArrayList<>();
        String query = "?limit=1";
        while (true) {
            JsonNode page = get(path + query);
            assertThat(page.path(list)).hasSizeLessThanOrEqualTo(1);
            all.addAll(texts(page.path(list), property));
            if (!page.has("continuationToken")) {
                return all;
            }
            query = "?limit=1&continuationToken="
                    + page.path("continuationToken").asString();
        }
    }

    @Test
    @DisplayName("queue-123: a provisioner is there as long as it has a task queue")
    void aProvisionerIsThereAsLongAsItHasATaskQueue() {
        assertThat(get("provisioners").path("provisioners")).isEmpty();
        assertThat(queue.root().get("provisioners/prov-a").code()).isEqualTo("ResourceNotFound");

        queue.claimWork("prov-a/one", 1);
        String lastDateActive = Json.timestamp(clock.instant());
        clock.advance(Duration.ofHours(1));
        queue.claimWork("prov-a/two", 1);

        JsonNode expected = Json.MAPPER.valueToTree(Map.of(
                "provisionerId", "prov-a",
                "expires", queue.in(Duration.ofDays(1)),
                "lastDateActive", Json.timestamp(clock.instant()),
                "description", "",
                "stability", "experimental"));
        assertThat(get("provisioners").path("provisioners")).singleElement().isEqualTo(expected);
        assertThat(get("provisioners/prov-a")).isEqualTo(expected);
        assertThat(get("task-queues/prov-a%2Fone").path("lastDateActive").asString())
                .isEqualTo(lastDateActive);
        clock.advance(Duration.ofDays(1));
        assertThat(queue.root().get("provisioners/prov-a").status()).isEqualTo(404);
        assertThat(get("provisioners").path("provisioners")).isEmpty();
    }

    @Test
    @DisplayName("queue-123: provisioners are listed in pages, whatever their names have before the slash")
    void provisionersAreListedInPages() {
        for (String taskQueueId : List.of("a/x", "a-b/x", "a/y", "A/x", "a0/x")) {
            queue.claimWork(taskQueueId, 1);
        }
        assertThat(pages("provisioners", "provisioners", "provisionerId")).containsExactly("A", "a", "a-b", "a0");
    }

    @ParameterizedTest
    @CsvSource({
        "provisioners, queue:list-provisioners",
        "provisioners/p, queue:get-provisioner:p",
        "provisioners/p/worker-types, queue:list-worker-types:p",
        "provisioners/p/worker-types/w, queue:get-worker-type:p/w",
        "task-queues, queue:list-task-queues",
        "task-queues/p%2Fw, queue:get-task-queue:p/w",
        "task-queues/p%2Fw/pending, queue:pending-list:p/w",
        "task-queues/p%2Fw/claimed, queue:claimed-list:p/w",
        "provisioners/p/worker-types/w/workers, queue:list-workers:p/w",
        "provisioners/p/worker-types/w/workers/g/i, queue:get-worker:p/w/g/i"
    })
    @DisplayName("queue-123: each method takes its scope, before it tells whether anything is there")
    void eachMethodTakesItsScope(String path, String scope) {
        assertThat(queue.with(scope + "x").get(path).code()).isEqualTo("InsufficientScopes");
        assertThat(queue.with(scope).get(path).status()).isIn(200, 404);
    }

    @Test
    @DisplayName("queue-124: a task queue that is seen by many at once is one, and is gone from lists when it expires")
    void aTaskQueueThatIsSeenByManyAtOnceIsOne() {
        IntStream.range(0, 8).parallel().forEach(i -> queue.claimWork("seen/at-once", "worker-" + i, 1));
        assertThat(texts(get("task-queues").path("taskQueues"), "taskQueueId")).containsExactly("seen/at-once");
        assertThat(get("task-queues/seen%2Fat-once"))
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "taskQueueId", "seen/at-once",
                        "expires", queue.in(Duration.ofDays(1)),
                        "lastDateActive", Json.timestamp(clock.instant()),
                        "description", "",
                        "stability", "experimental")));
        clock.advance(Duration.ofDays(1));
        assertThat(get("task-queues").path("taskQueues")).isEmpty();
        assertThat(queue.root().get("task-queues/seen%2Fat-once").code()).isEqualTo("ResourceNotFound");
        queue.service()
                .database()
                .as("queue")
                .call("queue.expire_task_queues", clock.instant().plusMillis(1), 1000)
                .run();
        assertThat(queue.sql()
                        .queryForList("select * from taskcluster.task_queues where task_queue_id = 'seen/at-once'"))
                .isEmpty();
    }

    @Test
    @DisplayName("queue-125: task queues and worker types are listed in pages; an unknown provisioner has none")
    void taskQueuesAreListedInPages() {
        for (String taskQueueId : List.of("b/two", "b/one", "a/one", "b-c/one", "b0/one")) {
            queue.claimWork(taskQueueId, 1);
        }
        assertThat(pages("task-queues", "taskQueues", "taskQueueId"))
                .containsExactly("a/one", "b-c/one", "b/one", "b/two", "b0/one");
        assertThat(pages("provisioners/b/worker-types", "workerTypes", "workerType"))
                .containsExactly("one", "two");
        assertThat(get("provisioners/unknown/worker-types").path("workerTypes")).isEmpty();
        assertThat(get("provisioners/b/worker-types/two"))
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "taskQueueId", "b/two",
                        "provisionerId", "b",
                        "workerType", "two",
                        "expires", queue.in(Duration.ofDays(1)),
                        "lastDateActive", Json.timestamp(clock.instant()),
                        "description", "",
                        "stability", "experimental")));
        assertThat(queue.root().get("provisioners/b/worker-types/three").code()).isEqualTo("ResourceNotFound");
        assertThat(queue.root().get("provisioners/b/worker-types/TWO").code()).isEqualTo("ResourceNotFound");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provisioners",
                "provisioners/p/worker-types",
                "task-queues",
                "provisioners/p/worker-types/w/workers",
                "task-queues/p%2Fw/pending",
                "task-queues/p%2Fw/claimed"
            })
    void whatIsNoPageIsRefused(String path) {
        assertThat(queue.root().get(path + "?limit=0").code()).isEqualTo("InvalidRequestArguments");
        for (String key : List.of(
                "[]",
                "[1]",
                "[null]",
                "[\"a\", \"b\", \"c\"]",
                "[\"\\u0000\"]",
                "[\"\\u0000\", \"\\u0000\"]",
                "[\"+1000000000-12-31T23:59:59.999999999Z\", \"a\"]",
                "[\"2026-13-01T00:00:00Z\", \"a\"]",
                "{\"a\": 1}",
                "forged")) {
            Response refused = queue.root().get(path + "?continuationToken=" + token(key));
            assertThat(refused.status()).as("%s of %s", key, path).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("InputError");
        }
    }

    private static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }
}
