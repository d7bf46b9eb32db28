package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import taskcluster.testing.TestDatabase;
import tools.jackson.databind.JsonNode;

/** Two processes whose resolvers are killed at random points while claims lapse, deadlines pass and workers go away. */
class ITResolverCrash {
    private static final int TASKS = 250;
    private static final int WORKERS = 6;

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger kills = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverResolversAreKilledAtEverythingIsResolvedOnce(long seed) throws Exception {
        try (TestDatabase database = TestDatabase.create();
                QueueFixture first = start(database);
                QueueFixture second = start(database);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> tasks = create(first, new Random(seed));
            // Nothing is heard of it again, so that its claim lapses however fast the others are.
            assertThat(claim(first, "lost", 1).body().path("tasks")).isNotEmpty();
            Future<?> killer = executor.submit(() -> keepKilling(first, new Random(seed)));
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                String workerId = "w" + i;
                Random random = new Random(seed * WORKERS + i);
                QueueFixture queue = i % 2 == 0 ? first : second;
                workers.add(executor.submit(() -> work(queue, workerId, random)));
            }
            Await.until("all to be resolved", Duration.ofMinutes(2), () -> isAllResolved(first));
            isOver.set(true);
            killer.get();
            for (Future<?> worker : workers) {
                worker.get();
            }
            Await.until(
                    "the resolutions to be worked off",
                    () -> first.sql()
                            .queryForList("select * from taskcluster.resolved_tasks")
                            .isEmpty());
            assertThat(kills).as("resolvers killed").hasPositiveValue();
            assertThat(first.sql().queryForList("select task_id from taskcluster.tasks", String.class))
                    .containsExactlyInAnyOrderElementsOf(tasks);
            Invariants.checkAtRest(first.sql());
            Invariants.checkEventsAreExact(first.sql());
            assertThat(first.sql()
                            .queryForList(
                                    "select distinct reason_resolved from taskcluster.runs order by 1", String.class))
                    .contains("claim-expired", "completed", "deadline-exceeded", "worker-shutdown");
        }
    }

    private static QueueFixture start(TestDatabase database) {
        return QueueFixture.start(
                Clock.systemUTC(),
                database,
                "queue.polling-delay",
                "5ms",
                "queue.claim-wait",
                "50ms",
                "queue.claim-timeout",
                "1",
                "queue.deadline-delay",
                "0s");
    }

    /** Each depends on up to two of those before, with whatever result; some also on themselves, until their deadline is past. */
    private static List<String> create(QueueFixture queue, Random random) {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            String taskId = Slugid.nice();
            boolean isHopeless = random.nextInt(10) == 0;
            List<String> dependencies = new ArrayList<>(tasks.subList(Math.max(0, i - random.nextInt(3)), i));
            if (isHopeless) {
                dependencies.add(taskId);
            }
            queue.create(
                            taskId,
                            queue.definition(
                                    "dependencies",
                                    dependencies,
                                    "requires",
                                    "all-resolved",
                                    "retries",
                                    random.nextInt(3),
                                    "taskGroupId",
                                    tasks.isEmpty() ? taskId : tasks.getFirst(),
                                    "deadline",
                                    queue.in(Duration.ofSeconds(isHopeless ? 3 : 60)),
                                    "expires",
                                    queue.in(Duration.ofDays(1))))
                    .ok();
            tasks.add(taskId);
        }
        return tasks;
    }

    /** Reports most of what it claims; forgets some, and is sometimes removed with what it has. */
    private void work(QueueFixture queue, String workerId, Random random) {
        while (!isOver.get()) {
            Response reply = claim(queue, workerId, 1 + random.nextInt(4));
            // A connection may be killed when it is somebody else's already.
            assertThat(reply.status()).isIn(200, 500);
            for (JsonNode claim : reply.body().path("tasks")) {
                String taskId = claim.path("status").path("taskId").asString();
                int choice = random.nextInt(10);
                if (choice < 7) {
                    int status = queue.report(taskId, claim.path("runId").asInt(), choice < 6 ? "completed" : "failed")
                            .status();
                    assertThat(status).isIn(200, 409, 500);
                }
            }
            if (random.nextInt(5) == 0) {
                queue.sql()
                        .queryForList(
                                "select taskcluster.append_event(?, 'primary._._._._._._._', '{}', ?::json)",
                                "exchange/taskcluster-worker-manager/v1/worker-stopped",
                                "{\"workerPoolId\": \"no-provisioner/test-worker\", \"workerGroup\": \"my-group\","
                                        + " \"workerId\": \"" + workerId + "\"}");
            }
        }
    }

    private static Response claim(QueueFixture queue, String workerId, int tasks) {
        return queue.root()
                .post(
                        "claim-work/no-provisioner%2Ftest-worker",
                        Map.of("workerGroup", "my-group", "workerId", workerId, "tasks", tasks));
    }

    private static boolean isAllResolved(QueueFixture queue) {
        return queue.sql()
                .queryForList("select task_id from taskcluster.tasks where not is_resolved")
                .isEmpty();
    }

    /** Whatever it hits, the transaction at work there is undone. */
    private void keepKilling(QueueFixture queue, Random random) {
        while (!isOver.get()) {
            kills.addAndGet(queue.sql().queryForList("""
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where usename = 'taskcluster_queue' and datname = current_database() and state = 'active'
                              and query ~ 'resolve_dependents|expire_claims|expire_deadlines|end_runs_of_worker'
                            limit 1""", Boolean.class).size());
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(20)).toNanos());
        }
    }
}
