package taskcluster.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.api.Api;
import taskcluster.core.Json;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestService;
import tools.jackson.databind.JsonNode;

/** The index with a queue to ask, and what its tests do again and again. */
public final class IndexFixture implements AutoCloseable {
    public static final String TASK_A = "AAAAAAAAQAGAAAAAAAAAAA";
    public static final String TASK_B = "BBBBBBBBQBGBBBBBBBBBBA";
    public static final String TASK_C = "CCCCCCCCQCGCCCCCCCCCCA";
    public static final Instant START = Instant.parse("2030-01-01T10:00:00Z");
    public static final Instant LATER = START.plus(Duration.ofDays(30));

    private static final String OWN_CLIENT = "static/taskcluster/index";

    private final TestService service;
    private final FakeQueue queue;
    private final MutableClock clock;

    private IndexFixture(TestService service, FakeQueue queue, MutableClock clock) {
        this.service = service;
        this.queue = queue;
        this.clock = clock;
    }

    public static IndexFixture start() {
        return start(builder -> builder);
    }

    /** One more process on the database of others. */
    public static IndexFixture startOn(TestDatabase database) {
        return startOn(database, _ -> {});
    }

    /** The same with a queue that knows something from the beginning. */
    public static IndexFixture startOn(TestDatabase database, Consumer<FakeQueue> known) {
        FakeQueue queue = new FakeQueue();
        known.accept(queue);
        return start(queue, builder -> builder.database(database));
    }

    public static IndexFixture start(UnaryOperator<TestService.Builder> more) {
        return start(new FakeQueue(), more);
    }

    private static IndexFixture start(FakeQueue queue, UnaryOperator<TestService.Builder> more) {
        MutableClock clock = new MutableClock(START);
        TestService service = more.apply(TestService.builder(IndexService.class)
                        .property("index.access-token", "secret")
                        .clock(clock)
                        .bean(Api.class, queue.api()))
                .start();
        service.authenticator().client(OWN_CLIENT, "queue:get-task:*", "queue:get-artifact:*");
        return new IndexFixture(service, queue, clock);
    }

    public TestService service() {
        return service;
    }

    public FakeQueue queue() {
        return queue;
    }

    public MutableClock clock() {
        return clock;
    }

    /** The database, to look behind the API. */
    public JdbcTemplate admin() {
        return new JdbcTemplate(service.database().admin());
    }

    /** A client with these scopes. */
    public TestClient client(String... scopes) {
        return service.client("tester/" + String.join("+", scopes).hashCode(), scopes)
                .forService("index");
    }

    /** A client that may do everything. */
    public TestClient root() {
        return client("*");
    }

    public TestClient anonymous() {
        return service.anonymous().forService("index");
    }

    public static Map<String, Object> entry(String taskId, Object rank, Instant expires) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("taskId", taskId);
        entry.put("rank", rank);
        entry.put("data", Map.of());
        entry.put("expires", Json.timestamp(expires));
        return entry;
    }

    public JsonNode insert(String path, String taskId, int rank) {
        return insert(path, taskId, rank, LATER);
    }

    public JsonNode insert(String path, String taskId, int rank, Instant expires) {
        return root().put("task/" + path, entry(taskId, rank, expires)).ok();
    }

    /** The task of a path; empty if there is none. */
    public String taskAt(String path) {
        Response response = root().get("task/" + path);
        return response.status() == 404 ? "" : response.ok().path("taskId").asString();
    }

    /** The values that a key has in the elements of a list. */
    public static List<String> texts(JsonNode reply, String list, String key) {
        return reply.path(list)
                .valueStream()
                .map(node -> node.path(key).asString())
                .toList();
    }

    /** Reads a list page by page; returns the pages' values of a key. */
    public static List<List<String>> pages(TestClient client, String path, String list, String key) {
        List<List<String>> pages = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = client.get(path + token).ok();
            pages.add(texts(page, list, key));
            token = page.has("continuationToken")
                    ? "&continuationToken=" + page.path("continuationToken").asString()
                    : "";
        } while (!token.isEmpty());
        return pages;
    }

    /** A task that the queue knows. */
    public void define(String taskId, Map<String, Object> more) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("taskQueueId", "p/w");
        task.put("created", Json.timestamp(START));
        task.put("expires", Json.timestamp(LATER));
        task.put("extra", Map.of());
        task.putAll(more);
        queue.putTask(taskId, task);
    }

    /** Announces that a task with these routes is completed, as the queue does. */
    public void complete(String taskId, String... routes) {
        announce("task-completed", taskId, routes);
    }

    public void announce(String exchange, String taskId, String... routes) {
        String payload = Json.MAPPER.writeValueAsString(
                Map.of("version", 1, "status", Map.of("taskId", taskId, "state", "completed"), "runId", 0));
        try (Connection connection = service.database().admin().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select taskcluster.append_event(?, ?, ?, ?::json)")) {
            statement.setString(1, "exchange/taskcluster-queue/v1/" + exchange);
            statement.setString(2, "primary." + taskId + ".0.group.worker.p.w.-.-._");
            String[] cc =
                    List.of(routes).stream().map(route -> "route." + route).toArray(String[]::new);
            statement.setArray(3, connection.createArrayOf("text", cc));
            statement.setString(4, payload);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
