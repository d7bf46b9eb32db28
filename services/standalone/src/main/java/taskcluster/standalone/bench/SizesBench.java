package taskcluster.standalone.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;

/** {@code tc bench sizes}: measures whether what the queue does costs more when it has much. */
@Command(
        name = "sizes",
        mixinStandardHelpOptions = true,
        description =
                "Measures the queue with many tasks: claiming from a short and from a long queue, the pages of a large group,"
                        + " many dependencies, and the deletion of expired tasks beside other work.",
        sortOptions = false)
final class SizesBench implements Callable<Integer> {
    private static final String QUEUE = "/api/queue/v1";
    private static final int A_REQUEST = 10_000;
    private static final int PAGE = 1000;
    private static final int SHORT_QUEUE = 10;
    private static final int CLAIMS = 200;
    /** As the queue's own expiry jobs have it. */
    private static final int EXPIRED_AT_ONCE = 1000;

    private static final int CREATORS = 4;

    @Option(
            names = "--tasks",
            defaultValue = "1000000",
            description = "Tasks in the database, resolved and about to expire (default: ${DEFAULT-VALUE}).")
    private int tasks;

    @Option(
            names = "--pending",
            defaultValue = "100000",
            description = "Tasks of one group that wait in one task queue (default: ${DEFAULT-VALUE}).")
    private int pending;

    @Option(
            names = "--dependencies",
            defaultValue = "10000",
            description = "Dependencies of one task (default: ${DEFAULT-VALUE}).")
    private int dependencies;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        Bench.onOwnServer(this::measure);
        return 0;
    }

    private void measure(Server server) throws Exception {
        timed("fill the database with " + tasks + " resolved tasks", () -> fill(server));
        new QueuePhases(server, out, Duration.ofSeconds(1)).warmUp(8, Duration.ofSeconds(8));
        ApiCalls many = new ApiCalls(server, "bench/long");
        String groupId = Slugid.nice();
        List<String> taskIds = new ArrayList<>();
        timed("create a group of " + pending + " tasks, " + A_REQUEST + " a request", () -> {
            while (taskIds.size() < pending) {
                taskIds.addAll(many.createGroup(groupId, Math.min(A_REQUEST, pending - taskIds.size())));
            }
        });
        out.println();
        pages(server, groupId);
        claims(server);
        List<String> required = taskIds.subList(0, Math.min(dependencies, taskIds.size()));
        timed("create a task with " + required.size() + " dependencies", () -> dependent(server, required));
        expiry(server);
    }

    /** Something that is timed. */
    private interface Step {
        void run() throws Exception;
    }

    private void timed(String what, Step step) throws Exception {
        long began = System.nanoTime();
        step.run();
        out.printf(Locale.ROOT, "%s: %.2f s%n", what, (System.nanoTime() - began) / 1e9);
    }

    /** All at once, as no client could. They expire in an hour. */
    private void fill(Server server) throws IOException, SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = off");
            for (String sql : List.of("""
                    insert into taskcluster.tasks (task_id, task_queue_id, scheduler_id, project_id, task_group_id, priority,
                      submitted_priority, retries, retries_left, deadline, expires, routes, tags, state, run_count, blocked_by,
                      ever_resolved)
                    select 'old-' || md5(n::text), 'bench/old', '-', 'none', 'old-' || n / 1000, 3, 3, 5, 5, now(),
                      now() + interval '1 hour', '{}', '{}', 'completed', 1, 0, true
                    from generate_series(1, %d) n""", """
                    insert into taskcluster.task_definitions
                    select 'old-' || md5(n::text), json_build_object('payload', repeat('make test; ', 60))
                    from generate_series(1, %d) n""", """
                    insert into taskcluster.runs (task_id, run_id, task_queue_id, priority, state, reason_created,
                      reason_resolved, worker_group, worker_id, taken_until, scheduled, started, resolved, deadline)
                    select 'old-' || md5(n::text), 0, 'bench/old', 3, 'completed', 'scheduled', 'completed', 'g', 'w', now(),
                      now(), now(), now(), now()
                    from generate_series(1, %d) n""")) {
                statement.execute(sql.formatted(tasks));
            }
            statement.execute("vacuum analyze");
        }
    }

    private void pages(Server server, String groupId) throws IOException {
        List<Double> times = new ArrayList<>();
        try (HttpConnection connection = new HttpConnection(server.port())) {
            Signer signer = Signer.root(server);
            String token = "";
            do {
                String path = QUEUE + "/task-group/" + groupId + "/list?limit=" + PAGE
                        + (token.isEmpty() ? "" : "&continuationToken=" + token);
                long began = System.nanoTime();
                String reply = connection
                        .send("GET", path, signer.header("GET", path), "")
                        .requireOk()
                        .body();
                times.add((System.nanoTime() - began) / 1e6);
                token = Json.MAPPER.readTree(reply).path("continuationToken").asString("");
            } while (!token.isEmpty());
        }
        int tenth = Math.max(1, times.size() / 10);
        double first = median(times.subList(0, tenth));
        double last = median(times.subList(times.size() - tenth, times.size()));
        out.printf(
                Locale.ROOT,
                "listTaskGroup, %d pages of %d: %.1f ms a page in the first tenth, %.1f ms in the last: %.2f times%n",
                times.size(),
                PAGE,
                first,
                last,
                last / first);
    }

    /** Takes turns between the two queues, so that whatever else goes on concerns both. */
    private void claims(Server server) throws IOException {
        ApiCalls few = new ApiCalls(server, "bench/short");
        few.createGroup(Slugid.nice(), SHORT_QUEUE);
        List<Double> fromShort = new ArrayList<>();
        List<Double> fromLong = new ArrayList<>();
        try (HttpConnection connection = new HttpConnection(server.port())) {
            Signer signer = Signer.root(server);
            for (int i = 0; i < CLAIMS; i++) {
                fromShort.add(claimMs(connection, signer, "bench%2Fshort"));
                few.createGroup(Slugid.nice(), 1);
                fromLong.add(claimMs(connection, signer, "bench%2Flong"));
            }
        }
        double few50 = median(fromShort);
        double many50 = median(fromLong);
        out.printf(
                Locale.ROOT,
                "claimWork: p50 %.1f ms with %d pending, %.1f ms with %d: %.2f times%n",
                few50,
                SHORT_QUEUE,
                many50,
                pending,
                many50 / few50);
    }

    private static double claimMs(HttpConnection connection, Signer signer, String taskQueue) throws IOException {
        String path = QUEUE + "/claim-work/" + taskQueue;
        String body = "{\"workerGroup\":\"bench\",\"workerId\":\"sizes\",\"tasks\":1}";
        long began = System.nanoTime();
        String reply = connection
                .send("POST", path, signer.header("POST", path), body)
                .requireOk()
                .body();
        double ms = (System.nanoTime() - began) / 1e6;
        JsonNode claimed = Json.MAPPER.readTree(reply).path("tasks");
        if (claimed.size() != 1) {
            throw new IllegalStateException("claimed " + claimed.size() + " tasks of " + taskQueue);
        }
        return ms;
    }

    private static void dependent(Server server, List<String> required) throws IOException {
        String definition = ApiCalls.definition("bench/dependent");
        try (HttpConnection connection = new HttpConnection(server.port())) {
            String path = QUEUE + "/task/" + Slugid.nice();
            String authorization = Signer.root(server).header("PUT", path);
            connection
                    .send("PUT", path, authorization, FanGraph.dependingOn(required, definition))
                    .requireOk();
        }
    }

    /** Deletes the old tasks as the queue's job does, from one connection, while tasks are created. */
    private void expiry(Server server) throws Exception {
        Load load = new Load(server);
        ApiCalls api = new ApiCalls(server, "bench/beside");
        Measurement alone = load.run("createTask", CREATORS, Duration.ofSeconds(8), api.createTask());
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            long began = System.nanoTime();
            Future<Integer> deletion = thread.submit(() -> deleteExpired(server));
            Measurement beside = load.run("beside expiry", CREATORS, Duration.ofSeconds(8), api.createTask());
            int deleted = deletion.get();
            double seconds = (System.nanoTime() - began) / 1e9;
            out.printf(
                    Locale.ROOT, "expiry: %d tasks deleted in %.0f s, %.0f/s%n%n", deleted, seconds, deleted / seconds);
            out.println(Row.HEAD);
            Row.print(out, alone, null);
            Row.print(out, beside, alone);
        }
    }

    private static int deleteExpired(Server server) throws Exception {
        int deleted = 0;
        try (Connection connection = server.connect("queue");
                PreparedStatement statement = connection.prepareStatement("select queue.expire_tasks(?, ?)")) {
            statement.setObject(1, OffsetDateTime.ofInstant(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC));
            statement.setInt(2, EXPIRED_AT_ONCE);
            while (true) {
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    int some = row.getInt(1);
                    deleted += some;
                    if (some < EXPIRED_AT_ONCE) {
                        return deleted;
                    }
                }
            }
        }
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
