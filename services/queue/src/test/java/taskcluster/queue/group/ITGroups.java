package taskcluster.queue.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.api.Page;
import taskcluster.core.Slugid;
import taskcluster.queue.QueueFixture;
import taskcluster.testing.Await;
import taskcluster.testing.ContinuationTokens;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import tools.jackson.databind.JsonNode;

/** Groups and their tasks. */
class ITGroups {
    private static final MutableClock clock = MutableClock.at("2026-03-01T12:00:00.123Z");
    private static QueueFixture queue;

    private final String taskGroupId = Slugid.nice();

    @BeforeAll
    static void start() {
        queue = QueueFixture.start(clock);
    }

    @AfterAll
    static void stop() {
        queue.close();
    }

    private String create() {
        return queue.create("taskGroupId", taskGroupId, "schedulerId", "my-scheduler");
    }

    private Response list(String query) {
        return queue.root().get("task-group/" + taskGroupId + "/list" + query);
    }

    private int timesResolved() {
        return queue.eventsOf(taskGroupId, "task-group-resolved").size();
    }

    @Test
    @DisplayName("queue-97: a group is resolved when all of its tasks are")
    void aGroupIsResolvedWhenAllOfItsTasksAre() {
        String a = create();
        String b = create();
        queue.resolve(a, 0, "completed");
        Await.until(() -> queue.sql()
                .queryForList("select * from taskcluster.resolved_tasks")
                .isEmpty());
        assertThat(timesResolved()).isZero();
        queue.resolve(b, 0, "failed");
        Await.until(() -> timesResolved() == 1);
        JsonNode message = QueueFixture.payload(
                queue.eventsOf(taskGroupId, "task-group-resolved").getFirst());
        assertThat(message.path("taskGroupId").asString()).isEqualTo(taskGroupId);
        assertThat(message.path("schedulerId").asString()).isEqualTo("my-scheduler");
        assertThat(message.path("expires"))
                .isEqualTo(queue.root().get("task-group/" + taskGroupId).ok().path("expires"));
        assertThat(message.has("sealed")).isFalse();
        assertThat(queue.eventsOf(taskGroupId, "task-group-resolved").getFirst().routingKey())
                .isEqualTo("primary." + taskGroupId + ".my-scheduler._");
    }

    @Test
    void aGroupIsResolvedAgainAfterARerunOrAnotherTask() {
        String a = create();
        queue.resolve(a, 0, "completed");
        Await.until(() -> timesResolved() == 1);
        queue.root().post("task/" + a + "/rerun").ok();
        queue.resolve(a, 1, "completed");
        Await.until(() -> timesResolved() == 2);
        String b = create();
        queue.root().post("task/" + a + "/rerun").ok();
        queue.resolve(a, 2, "completed");
        queue.resolve(b, 0, "completed");
        Await.until(() -> timesResolved() == 3);
    }

    @Test
    @DisplayName("queue-99: a group lists its tasks in pages")
    void aGroupListsItsTasksInPages() {
        List<String> ids = Stream.generate(this::create).limit(5).sorted().toList();
        JsonNode all = list("").ok();
        assertThat(all.path("taskGroupId").asString()).isEqualTo(taskGroupId);
        assertThat(all.path("schedulerId").asString()).isEqualTo("my-scheduler");
        assertThat(all.path("expires").asString()).isEqualTo("2027-03-02T13:00:00.123Z");
        assertThat(all.has("sealed")).isFalse();
        assertThat(all.has("continuationToken")).isFalse();
        assertThat(all.path("tasks")
                        .valueStream()
                        .map(task -> task.path("status").path("taskId").asString()))
                .isEqualTo(ids);
        for (JsonNode task : all.path("tasks")) {
            String taskId = task.path("status").path("taskId").asString();
            assertThat(task.path("status")).isEqualTo(queue.status(taskId));
            assertThat(task.path("task"))
                    .isEqualTo(queue.root().get("task/" + taskId).ok());
        }

        List<String> paged = new ArrayList<>();
        String query = "?limit=1";
        while (true) {
            JsonNode page = list(query).ok();
            assertThat(page.path("tasks")).hasSize(1);
            assertThat(page.path("schedulerId").asString()).isEqualTo("my-scheduler");
            paged.add(page.path("tasks").path(0).path("status").path("taskId").asString());
            if (!page.has("continuationToken")) {
                break;
            }
            query = "?limit=1&continuationToken="
                    + page.path("continuationToken").asString();
        }
        assertThat(paged).isEqualTo(ids);
    }

    @Test
    @DisplayName("queue-99: listing takes a group and a scope")
    void listingTakesAGroupAndAScope() {
        assertThat(list("").code()).isEqualTo("ResourceNotFound");
        assertThat(queue.with().get("task-group/" + taskGroupId + "/list").code())
                .as("which is checked first")
                .isEqualTo("InsufficientScopes");
        create();
        String other = "queue:list-task-group:" + Slugid.nice();
        assertThat(queue.with(other).get("task-group/" + taskGroupId + "/list").code())
                .isEqualTo("InsufficientScopes");
        queue.with("queue:list-task-group:" + taskGroupId)
                .get("task-group/" + taskGroupId + "/list")
                .ok();
    }

    @Test
    void aPageAfterTheLastTaskIsEmpty() {
        JsonNode page = list("?continuationToken="
                        + ContinuationTokens.forged(genuineToken(), Page.token("zzzzzzzzTzCzzzzzzzzzzw")))
                .ok();
        assertThat(page.path("tasks")).isEmpty();
        assertThat(page.has("continuationToken")).isFalse();
        assertThat(page.path("schedulerId").asString()).isEqualTo("my-scheduler");
    }

    private String genuineToken() {
        create();
        create();
        return list("?limit=1").ok().path("continuationToken").stringValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=-1", "?limit=x", "?limit=", "?continuationToken=", "?foo=bar"})
    void queriesThatMakeNoSenseAreRefused(String query) {
        create();
        assertThat(list(query).status()).isEqualTo(400);
        assertThat(list(query).code()).isEqualTo("InvalidRequestArguments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "W10", "WzFd", "WyJhIl0", "WyJcdTAwMDAiXQ", "WyJhIiwiYiJd"})
    void tokensThatAreNotOursAreRefused(String token) {
        for (String given : List.of(token, ContinuationTokens.forged(genuineToken(), token))) {
            Response refused = list("?continuationToken=" + given);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("InputError");
            assertThat(refused.message()).startsWith("Invalid continuation token");
        }
    }

    @Test
    @DisplayName("queue-101: an open group is not sealed")
    void anOpenGroupIsNotSealed() {
        assertThat(queue.root().get("task-group/" + taskGroupId).code()).isEqualTo("ResourceNotFound");
        create();
        JsonNode group = queue.with("queue:list-task-group:" + taskGroupId)
                .get("task-group/" + taskGroupId)
                .ok();
        assertThat(group.path("taskGroupId").asString()).isEqualTo(taskGroupId);
        assertThat(group.path("schedulerId").asString()).isEqualTo("my-scheduler");
        assertThat(group.has("sealed")).isFalse();
        assertThat(queue.with().get("task-group/" + taskGroupId).code()).isEqualTo("InsufficientScopes");
    }

    @Test
    @DisplayName("queue-98: all tasks of a group have the same scheduler")
    void allTasksOfAGroupHaveTheSameScheduler() {
        queue.create("taskGroupId", taskGroupId, "schedulerId", "scheduler-a");
        String taskId = Slugid.nice();
        Response refused =
                queue.create(taskId, queue.definition("taskGroupId", taskGroupId, "schedulerId", "scheduler-b"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("RequestConflict");
        assertThat(refused.message()).contains("scheduler-a").contains("scheduler-b");
        assertThat(queue.root().get("task/" + taskId).code()).isEqualTo("ResourceNotFound");
        queue.create(taskId, queue.definition("taskGroupId", taskGroupId, "schedulerId", "scheduler-a"))
                .ok();
    }

    @Test
    void aGroupOutlivesItsTasks() {
        queue.create("taskGroupId", taskGroupId, "expires", "2026-04-01T00:00:00.000Z");
        assertThat(groupExpiry(taskGroupId)).isEqualTo("2026-04-01T01:00:00.000Z");
        queue.create("taskGroupId", taskGroupId, "expires", "2026-04-01T01:00:00.000Z");
        assertThat(groupExpiry(taskGroupId)).as("not moved without need").isEqualTo("2026-04-01T01:00:00.000Z");
        queue.create("taskGroupId", taskGroupId, "expires", "2026-04-02T00:00:00.000Z");
        assertThat(groupExpiry(taskGroupId)).isEqualTo("2026-04-02T01:00:00.000Z");
        queue.create("taskGroupId", taskGroupId, "expires", "2026-03-02T12:00:00.123Z");
        assertThat(groupExpiry(taskGroupId)).as("never moved back").isEqualTo("2026-04-02T01:00:00.000Z");
        queue.create("taskGroupId", taskGroupId, "expires", "9999-12-31T23:59:59.999Z");
        assertThat(groupExpiry(taskGroupId)).as("the last moment there is").isEqualTo("9999-12-31T23:59:59.999Z");
    }

    private static String groupExpiry(String taskGroupId) {
        return queue.root()
                .get("task-group/" + taskGroupId)
                .ok()
                .path("expires")
                .asString();
    }
}
