package taskcluster.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.client.ApiCallException;
import taskcluster.client.Queue;
import taskcluster.core.Slugid;
import taskcluster.testing.Await;
import tools.jackson.databind.JsonNode;

/** The whole deployment is killed with SIGKILL in the middle of its work and loses nothing. */
class ITCrash {
    private static final int RUNNING = 200;
    private static final int CREATING = 200;
    private static final Duration RESOLVED_WITHIN = Duration.ofMinutes(12);

    private final Map<String, Map<String, Object>> definitions = new ConcurrentHashMap<>();
    private Path folder;
    private @Nullable RandomAccessFile gate;

    @BeforeEach
    void createFolder() throws Exception {
        folder = Files.createTempDirectory("crash");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(new ProcessBuilder(
                                "mkfifo", "--mode=666", shared.resolve("gate").toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    @AfterEach
    void removeFolder() throws Exception {
        if (gate != null) {
            gate.close();
        }
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }

    @Test
    void everyAcknowledgedTaskSurvivesAndEndsResolvedOnceAtATime() throws Exception {
        List<String> running = taskIds(RUNNING);
        List<String> creating = taskIds(CREATING);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (StandaloneProcess deployment =
                StandaloneProcess.start(folder.resolve("data"), "--workers", "" + RUNNING)) {
            create(deployment.queue(), running, acknowledged).await();
            Await.until(RUNNING + " tasks have started", Duration.ofMinutes(8), () -> started() >= RUNNING);

            CountDownLatch attempted = create(deployment.queue(), creating, acknowledged);
            Await.until(
                    "a part of the second half is acknowledged",
                    Duration.ofMinutes(1),
                    () -> acknowledged.size() > RUNNING + CREATING / 4);
            deployment.kill();
            attempted.await();
            gate = new RandomAccessFile(folder.resolve("shared/gate").toFile(), "rw");
            int survivors = acknowledged.size();
            assertThat(survivors).as("killed while creating").isBetween(RUNNING + 1, RUNNING + CREATING - 1);

            deployment.restart();
            Queue queue = deployment.queue();
            for (String taskId : acknowledged) {
                assertThat(queue.status(taskId).path("status").path("taskId").asString())
                        .isEqualTo(taskId);
            }
            create(queue, creating, acknowledged).await();
            assertThat(acknowledged).hasSize(RUNNING + CREATING);
            List<JsonNode> resolved = awaitResolved(queue, acknowledged);

            assertThat(resolved)
                    .allSatisfy(status -> assertThat(status.path("state").asString())
                            .as("%s", status)
                            .isEqualTo("completed"));
            assertThat(folder.resolve("shared/twice"))
                    .as("tasks that ran twice at the same time")
                    .doesNotExist();
            new EventCount(deployment).requireOneEventForEachChange(resolved);
            System.out.printf(
                    "crash: killed with %d tasks running and %d of %d acknowledged; after the restart %d of %d resolved,"
                            + " %d runs in all%n",
                    RUNNING,
                    survivors,
                    RUNNING + CREATING,
                    resolved.size(),
                    RUNNING + CREATING,
                    resolved.stream()
                            .mapToInt(status -> status.path("runs").size())
                            .sum());
        }
    }

    /** Starts creating the tasks; the latch opens when every attempt has ended, well or badly. */
    private CountDownLatch create(Queue queue, List<String> taskIds, Set<String> acknowledged) {
        CountDownLatch attempted = new CountDownLatch(taskIds.size());
        ExecutorService creators = Executors.newFixedThreadPool(8);
        for (String taskId : taskIds) {
            creators.submit(() -> {
                try {
                    queue.createTask(taskId, definitions.computeIfAbsent(taskId, this::task));
                    acknowledged.add(taskId);
                } catch (ApiCallException e) {
                    // The deployment was killed: not acknowledged.
                } finally {
                    attempted.countDown();
                }
            });
        }
        creators.shutdown();
        return attempted;
    }

    private Map<String, Object> task(String taskId) {
        // Holds a lock for as long as any of its processes lives: a second run at the same time finds it taken. It
        // cannot open the
        // gate for reading, and waits without a process of its own, until somebody has opened it for writing.
        String script = """
                exec 9> "%1$s/$TASK_ID.lock"
                chmod 666 "%1$s/$TASK_ID.lock" 2>/dev/null || true
                flock --nonblock 9 || { echo "$TASK_ID $RUN_ID" >> "%1$s/twice"; exit 1; }
                touch "%1$s/started-$TASK_ID-$RUN_ID"
                : < "%1$s/gate"
                """.formatted(folder.resolve("shared"));
        return Tasks.bash("crash test " + taskId, script, Map.of());
    }

    private long started() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("shared"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("started-"))
                    .count();
        }
    }

    private static List<JsonNode> awaitResolved(Queue queue, Set<String> taskIds) {
        List<String> open = new ArrayList<>(taskIds);
        List<JsonNode> resolved = new ArrayList<>();
        Await.until("every task is resolved", RESOLVED_WITHIN, () -> {
            for (String taskId : List.copyOf(open)) {
                JsonNode status = queue.status(taskId).path("status");
                if (!Set.of("pending", "running", "unscheduled")
                        .contains(status.path("state").asString())) {
                    resolved.add(status);
                    open.remove(taskId);
                }
            }
            return open.isEmpty();
        });
        return resolved;
    }

    private static List<String> taskIds(int count) {
        return IntStream.range(0, count).mapToObj(i -> Slugid.nice()).toList();
    }
}
