package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import taskcluster.testing.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Connections to the database are killed again and again while everything goes on. */
class ITCrash {
    private static final int ENOUGH_KILLS = 50;
    private static final Duration DURATION = Duration.ofSeconds(8);
    private static final int SERVER_ERROR = 500;

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final Set<String> created = ConcurrentHashMap.newKeySet();
    private final Set<String> completed = ConcurrentHashMap.newKeySet();

    @Test
    void whateverIsKilledWhatWasAnsweredIsTrueAndNothingIsHalfDone() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                QueueFixture first = QueueFixture.start(Clock.systemUTC(), database);
                QueueFixture second = QueueFixture.start(Clock.systemUTC(), database);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (QueueFixture queue : List.of(first, second)) {
                for (int i = 0; i < 3; i++) {
                    all.add(executor.submit(() -> keepCreating(queue)));
                    all.add(executor.submit(() -> keepWorking(queue)));
                }
                all.add(executor.submit(() -> keepCancelingAndRerunning(queue)));
            }
            Future<?> killer = executor.submit(() -> keepKilling(first));
            long end = System.nanoTime() + DURATION.toNanos();
            Await.until(
                    "the time to be over and enough to have been killed",
                    Duration.ofMinutes(3),
                    () -> System.nanoTime() > end
                            && kills.get() > ENOUGH_KILLS
                            && failures.get() > 0
                            && created.size() > 20);
            isOver.set(true);
            killer.get();
            for (Future<?> worker : all) {
                worker.get();
            }
            Await.until(
                    "the resolutions to be worked off",
                    () -> first.sql()
                            .queryForList("select * from taskcluster.resolved_tasks")
                            .isEmpty());
            Invariants.checkAtRest(first.sql());
            Invariants.checkEventsAreComplete(first.sql());
            assertThat(first.sql().queryForList("select task_id from taskcluster.tasks", String.class))
                    .containsAll(created);
            assertThat(first.sql()
                            .queryForList(
                                    "select task_id from taskcluster.runs where state = 'completed'", String.class))
                    .containsAll(completed);
            thingsGoOn(first);
        }
    }

    private void keepKilling(QueueFixture queue) {
        while (!isOver.get()) {
            kills.addAndGet(queue.sql().queryForList("""
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where usename = 'taskcluster_queue' and datname = current_database()
                            order by state = 'active' desc, random() limit 2""", Boolean.class).size());
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
    }

    /** Each task depends on up to three earlier ones; like a client, it repeats what failed. */
    private void keepCreating(QueueFixture queue) {
        List<String> earlier = new ArrayList<>();
        while (!isOver.get()) {
            String taskId = Slugid.nice();
            ObjectNode definition = queue.definition(
                    "dependencies",
                            List.copyOf(earlier.subList(Math.max(0, earlier.size() - random(4)), earlier.size())),
                    "requires", random(2) == 0 ? "all-completed" : "all-resolved",
                    "taskGroupId", earlier.isEmpty() ? taskId : earlier.getFirst());
            while (!isOver.get()) {
                if (succeeded(queue.create(taskId, definition))) {
                    created.add(taskId);
                    earlier.add(taskId);
                    break;
                }
            }
        }
    }

    private void keepWorking(QueueFixture queue) {
        while (!isOver.get()) {
            Response claims = queue.root()
                    .post(
                            "claim-work/no-provisioner%2Ftest-worker",
                            Map.of("workerGroup", "g", "workerId", "w" + random(5), "tasks", 1 + random(4)));
            if (!succeeded(claims)) {
                continue;
            }
            for (JsonNode claim : claims.body().path("tasks")) {
                String taskId = claim.path("status").path("taskId").asString();
                String result =
                        List.of("completed", "failed", "worker-shutdown").get(random(3));
                Response report;
                do {
                    report = queue.report(taskId, claim.path("runId").asInt(), result);
                } while (report.status() == SERVER_ERROR && !isOver.get());
                if (report.status() == 200 && result.equals("completed")) {
                    completed.add(taskId);
                }
            }
        }
    }

    private void keepCancelingAndRerunning(QueueFixture queue) {
        while (!isOver.get()) {
            created.stream().skip(random(created.size() + 1)).findFirst().ifPresent(taskId -> {
                succeeded(queue.root().post("task/" + taskId + (random(3) == 0 ? "/cancel" : "/rerun")));
            });
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private boolean succeeded(Response response) {
        if (response.status() == SERVER_ERROR) {
            failures.incrementAndGet();
        } else {
            assertThat(response.status()).as(response.toString()).isIn(200, 409);
        }
        return response.status() == 200;
    }

    private static void thingsGoOn(QueueFixture queue) {
        String a = queue.create("taskQueueId", "after/all");
        String b = queue.create("taskQueueId", "after/all", "dependencies", List.of(a));
        assertThat(queue.claimWork("after/all", 1)).hasSize(1);
        queue.report(a, 0, "completed").ok();
        Await.untilAsserted(() -> assertThat(queue.state(b)).isEqualTo("pending"));
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }
}
