package taskcluster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.api.Authenticator;
import taskcluster.api.SchemaSet;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.pulse.Event;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestEvents;
import taskcluster.testing.TestService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A running queue with a database of its own, and short ways to do what tests do all the time. */
public final class QueueFixture implements AutoCloseable {
    /** The access token of the queue's own client. */
    private static final String QUEUE_TOKEN = "queue-token-for-tests";

    private static final SchemaSet SCHEMAS = SchemaSet.load("queue");

    private final TestService service;
    private final Clock clock;
    private final TestClient root;
    private final TestEvents events;
    private final JdbcTemplate sql;
    private final AtomicInteger names = new AtomicInteger();

    private QueueFixture(TestService service, Clock clock) {
        this.service = service;
        this.clock = clock;
        this.root = service.client("root", "*").forService("queue");
        this.events = new TestEvents(service.database());
        this.sql = new JdbcTemplate(service.database().admin());
    }

    /** A queue that looks for work often and does not let workers wait long. */
    public static QueueFixture start(Clock clock, Object... properties) {
        return start(clock, null, properties);
    }

    /** The same on a database that the test keeps. */
    public static QueueFixture start(Clock clock, @Nullable TestDatabase database, Object... properties) {
        TestService.Builder builder = TestService.builder(QueueService.class)
                .clock(clock)
                .bean(Authenticator.class, new CertificateAuthenticator(clock, "static/taskcluster/queue", QUEUE_TOKEN))
                .property("queue.access-token", QUEUE_TOKEN)
                .property("queue.polling-delay", "50ms")
                .property("queue.claim-wait", "300ms")
                .property("queue.artifacts.public-bucket", "public-bucket")
                .property("queue.artifacts.private-bucket", "private-bucket")
                .property("queue.artifacts.region", "us-east-1")
                .property("queue.artifacts.access-key-id", "id")
                .property("queue.artifacts.secret-access-key", "secret")
                .property("queue.artifacts.endpoint", "http://localhost:1")
                .property("queue.artifacts.force-path-style", "true")
                .property("queue.artifacts.sign-public-urls", "true")
                .property("queue.artifacts.skip-cors", "true");
        if (database != null) {
            builder.database(database);
        }
        for (int i = 0; i < properties.length; i += 2) {
            builder.property((String) properties[i], properties[i + 1]);
        }
        return new QueueFixture(builder.start(), clock);
    }

    public TestService service() {
        return service;
    }

    /** A client with all scopes. */
    public TestClient root() {
        return root;
    }

    /** A client with just these scopes. */
    public TestClient with(String... scopes) {
        CertificateAuthenticator authenticator = (CertificateAuthenticator) service.bean(Authenticator.class);
        String clientId = "client-" + names.incrementAndGet();
        authenticator.clients().client(clientId, scopes);
        return service.anonymous().as(clientId).forService("queue");
    }

    /** Gives scopes to everyone, with credentials or without. */
    public void anonymousScopes(String... scopes) {
        ((CertificateAuthenticator) service.bean(Authenticator.class)).clients().anonymous(scopes);
    }

    /** A client with the credentials of a claim. */
    public TestClient with(JsonNode credentials) {
        return service.anonymous()
                .as(
                        credentials.path("clientId").asString(),
                        credentials.path("accessToken").asString())
                .withCertificate(
                        Json.MAPPER.readTree(credentials.path("certificate").asString()))
                .forService("queue");
    }

    public JdbcTemplate sql() {
        return sql;
    }

    public TestEvents events() {
        return events;
    }

    /** The events about a task, in order, as {@code task-pending/0}. */
    public List<String> eventsOf(String taskId) {
        return events.all().stream()
                .filter(event -> event.routingKey().contains("." + taskId + "."))
                .filter(event -> payload(event)
                        .path("status")
                        .path("taskId")
                        .asString("")
                        .equals(taskId))
                .map(event -> last(event.exchange())
                        + (payload(event).has("runId")
                                ? "/" + payload(event).path("runId").asInt()
                                : ""))
                .toList();
    }

    /** The events of an exchange about a task or a group, in order. */
    public List<Event> eventsOf(String id, String exchange) {
        return events.of(exchange).stream()
                .filter(event -> event.routingKey().contains("." + id + "."))
                .toList();
    }

    public static JsonNode payload(Event event) {
        return Json.MAPPER.readTree(event.payload());
    }

    private static String last(String exchange) {
        return exchange.substring(exchange.lastIndexOf('/') + 1);
    }

    /** A task queue that no other test uses. */
    public String newTaskQueue() {
        return "provisioner-" + names.incrementAndGet() + "/worker-type";
    }

    /** A valid definition, changed by pairs of names and values; a value of null takes the property away. */
    public ObjectNode definition(@Nullable Object... changes) {
        ObjectNode definition = Json.MAPPER.createObjectNode();
        definition.put("taskQueueId", "no-provisioner/test-worker");
        definition.put("created", Json.timestamp(clock.instant()));
        definition.put("deadline", in(Duration.ofDays(1)));
        definition.set("payload", Json.MAPPER.createObjectNode());
        definition.set(
                "metadata",
                Json.MAPPER.valueToTree(Map.of(
                        "name", "Unit testing task",
                        "description", "Task created during unit tests",
                        "owner", "someone@example.com",
                        "source", "https://example.com/source")));
        for (int i = 0; i < changes.length; i += 2) {
            String name = String.valueOf(changes[i]);
            Object value = changes[i + 1];
            if (value == null) {
                definition.remove(name);
            } else {
                definition.set(name, Json.MAPPER.valueToTree(value));
            }
        }
        return definition;
    }

    /** A time so far from now, as definitions have it. */
    public String in(Duration duration) {
        return Json.timestamp(clock.instant().plus(duration));
    }

    /** Creates a task from {@link #definition}; returns its ID. */
    public String create(@Nullable Object... changes) {
        String taskId = Slugid.nice();
        create(taskId, definition(changes)).ok();
        return taskId;
    }

    public Response create(String taskId, JsonNode definition) {
        return root.put("task/" + taskId, definition);
    }

    public JsonNode status(String taskId) {
        return root.get("task/" + taskId + "/status").ok().path("status");
    }

    public JsonNode run(String taskId, int runId) {
        return status(taskId).path("runs").path(runId);
    }

    public String state(String taskId) {
        return status(taskId).path("state").asString();
    }

    /** Claims from a task queue as {@code my-group/my-worker}. */
    public JsonNode claimWork(String taskQueueId, int tasks) {
        return claimWork(taskQueueId, "my-worker", tasks);
    }

    public JsonNode claimWork(String taskQueueId, String workerId, int tasks) {
        return root.post(
                        "claim-work/" + taskQueueId.replace("/", "%2F"),
                        Map.of("workerGroup", "my-group", "workerId", workerId, "tasks", tasks))
                .ok()
                .path("tasks");
    }

    /** Claims a run by name as {@code my-group/my-worker}. */
    public JsonNode claim(String taskId, int runId) {
        return root.post(
                        "task/" + taskId + "/runs/" + runId + "/claim",
                        Map.of("workerGroup", "my-group", "workerId", "my-worker"))
                .ok();
    }

    public Response report(String taskId, int runId, String result) {
        return switch (result) {
            case "completed", "failed" -> root.post("task/" + taskId + "/runs/" + runId + "/" + result, Map.of());
            default -> root.post("task/" + taskId + "/runs/" + runId + "/exception", Map.of("reason", result));
        };
    }

    /** Claims and reports a run. */
    public void resolve(String taskId, int runId, String result) {
        claim(taskId, runId);
        report(taskId, runId, result).ok();
    }

    public long pendingTasks(String taskQueueId) {
        return root.get("pending/" + taskQueueId.replace("/", "%2F"))
                .ok()
                .path("pendingTasks")
                .asLong();
    }

    /** Fails if an event is not what its exchange declares. Those that a test appends in the name of another service are its own. */
    public void checkEvents() {
        for (Event event : events.all()) {
            if (event.exchange().startsWith("exchange/taskcluster-worker-manager/")) {
                continue;
            }
            String exchange = last(event.exchange());
            String schema = QueueExchanges.EXCHANGES.declarations().stream()
                    .filter(declaration -> declaration.exchange().equals(exchange))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("undeclared exchange " + event.exchange()))
                    .schema();
            assertThat(SCHEMAS.validate(schema, payload(event)))
                    .as("event %s", event)
                    .isEmpty();
            assertThat(event.routingKey().split("\\.", -1))
                    .as("routing key of %s", event)
                    .hasSize(exchange.startsWith("task-group-") ? 4 : 10)
                    .startsWith("primary")
                    .endsWith("_")
                    .doesNotContain("");
        }
    }

    /** Checks what must hold whatever a test did, and stops. */
    @Override
    public void close() {
        try {
            checkEvents();
            Invariants.check(sql);
        } finally {
            service.close();
        }
    }
}
