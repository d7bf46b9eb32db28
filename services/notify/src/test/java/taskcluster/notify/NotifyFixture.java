package taskcluster.notify;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.core.Backoff;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.notify.FakeHttpServer.Answer;
import taskcluster.notify.FakeHttpServer.Request;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.LogEventConsumers;
import taskcluster.pulse.RetryPolicy;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestEvents;
import taskcluster.testing.TestService;

/** Notify, running on a database, between a queue and the systems that it sends to, which are all on this machine. */
public final class NotifyFixture implements AutoCloseable {
    public static final String FROM = "taskcluster@example.com";
    private static final RetryPolicy QUICK =
            new RetryPolicy(4, new Backoff(Duration.ofMillis(20), 1, Duration.ofMillis(20), 0));

    public final Mailbox mailbox;
    public final FakeHttpServer slack;
    public final FakeHttpServer matrix;
    public final FakeHttpServer queue;

    private final TestService service;
    private final EventLog events;
    private final EventConsumers consumers;
    private final boolean isFirst;
    private final Map<String, Map<String, Object>> tasks;

    private NotifyFixture(TestDatabase database, NotifyFixture first, Map<String, Object> properties) {
        isFirst = first == null;
        tasks = isFirst ? new ConcurrentHashMap<>() : first.tasks;
        mailbox = isFirst ? new Mailbox() : first.mailbox;
        slack = isFirst ? new FakeHttpServer(_ -> Answer.json(Map.of("ok", true))) : first.slack;
        matrix = isFirst ? new FakeHttpServer(NotifyFixture::home) : first.matrix;
        queue = isFirst ? new FakeHttpServer(this::definition) : first.queue;
        events = new EventLog(database.as("notify"));
        consumers = new LogEventConsumers(events, QUICK, new SimpleMeterRegistry());
        TestService.Builder builder = TestService.builder(NotifyService.class)
                .database(database)
                .bean(EventConsumers.class, consumers)
                .bean(Queue.class, queueClient());
        settings().forEach(builder::property);
        properties.forEach(builder::property);
        service = builder.start();
    }

    public static NotifyFixture start() {
        return start(Map.of());
    }

    /** @param properties settings in place of those that the fixture makes */
    public static NotifyFixture start(Map<String, Object> properties) {
        return new NotifyFixture(TestDatabase.create(), null, properties);
    }

    /** One more process on the same database, between the same systems. */
    public NotifyFixture startAnother() {
        return new NotifyFixture(service.database(), this, Map.of());
    }

    private Map<String, Object> settings() {
        return Map.of(
                "notify.access-token", "token",
                "notify.email.source-address", FROM,
                "notify.email.smtp.host", "localhost",
                "notify.email.smtp.port", mailbox.port(),
                "notify.email.blacklist", "[\"Never@example.com\"]",
                "notify.slack.api-url", slack.url(),
                "notify.slack.access-token", "slack-token",
                "notify.matrix.base-url", matrix.url(),
                "notify.matrix.access-token", "matrix-token");
    }

    private Queue queueClient() {
        return new Queue(ClientOptions.builder(queue.url())
                .credentials(new Credentials("static/taskcluster/notify", "token"))
                .retries(0)
                .build());
    }

    /** A Matrix server in which nothing happens. */
    private static Answer home(Request request) {
        return request.resource().contains("/sync")
                ? Answer.json(Map.of("next_batch", "s1"))
                : Answer.json(Map.of("event_id", "$1"));
    }

    private Answer definition(Request request) {
        Map<String, Object> task = tasks.get(request.resource().replaceFirst(".*/task/", ""));
        return task == null
                ? Answer.json(404, Map.of("code", "ResourceNotFound", "message", "no such task"))
                : Answer.json(task);
    }

    /** What was posted to rooms. */
    public List<Request> posts() {
        return matrix.requests().stream()
                .filter(request -> request.resource().contains("/send/"))
                .toList();
    }

    public TestService service() {
        return service;
    }

    public TestDatabase database() {
        return service.database();
    }

    public JdbcTemplate admin() {
        return new JdbcTemplate(database().admin());
    }

    public TestEvents events() {
        return new TestEvents(database());
    }

    /** A client with these scopes. */
    public TestClient client(String... scopes) {
        return service.client("someone", scopes).forService("notify");
    }

    /** A client that may do everything. */
    public TestClient root() {
        return client("*");
    }

    public static Map<String, Object> email(String address, String subject) {
        return new LinkedHashMap<>(Map.of("address", address, "subject", subject, "content", "Some *content*."));
    }

    public Response send(Map<String, Object> email) {
        return root().post("email", email);
    }

    /** Makes everything that was sent look as if it had been sent that much earlier. */
    public void passTime(Duration duration) {
        admin().update("update taskcluster.notifications set expires = expires - ?::interval", duration.toString());
        admin().update(
                        "update taskcluster.email_quotas set expires = expires - ?::interval,"
                                + " sent = array(select s - ?::interval from unnest(sent) s)",
                        duration.toString(),
                        duration.toString());
    }

    /** A task of the queue: what it is, and where it stands. */
    public final class Task {
        public final String taskId = Slugid.nice();
        public final String taskGroupId = Slugid.nice();
        private final Map<String, Object> definition = new HashMap<>();

        private Task(Map<String, Object> notifyExtra) {
            definition.put("taskGroupId", taskGroupId);
            definition.put(
                    "metadata",
                    Map.of(
                            "name", "build linux",
                            "description", "Builds *it*.",
                            "owner", "owner@example.com",
                            "source", "https://example.com/source"));
            definition.put("extra", Map.of("notify", notifyExtra));
            tasks.put(taskId, definition);
        }

        public Map<String, Object> status(String state, String reason) {
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("taskId", taskId);
            status.put("taskGroupId", taskGroupId);
            status.put("state", state);
            status.put(
                    "runs",
                    state.equals("unscheduled")
                            ? List.of()
                            : List.of(Map.of("runId", 0, "state", state, "reasonResolved", reason)));
            return status;
        }

        /** Announces that the task has come into the state, as the queue does. */
        public void becomes(String state, String... routes) {
            String exchange = state.equals("unscheduled") ? "defined" : state;
            announce(exchange, status(state, state), routes);
        }

        public void announce(String exchange, Map<String, Object> status, String... routes) {
            String payload = Json.MAPPER.writeValueAsString(Map.of("version", 1, "status", status));
            admin().query(
                            "select taskcluster.append_event(?, ?, ?::text[], ?::json)",
                            _ -> {},
                            "exchange/taskcluster-queue/v1/task-" + exchange,
                            "primary." + taskId + ".0._._._._._._._",
                            List.of(routes).stream()
                                    .map(route -> "route." + route)
                                    .toArray(String[]::new),
                            payload);
            events.nudge();
        }

        /** Announces something else after it, which is waited for: what was announced before is then done with. */
        public void settle() {
            String marker = Slugid.nice().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "x") + "@example.com";
            new Task(Map.of()).becomes("completed", "notify.email." + marker + ".on-completed");
            mailbox.await(marker);
        }

        public void forget() {
            tasks.remove(taskId);
        }
    }

    public Task task() {
        return new Task(Map.of());
    }

    /** A task with wishes for its notifications. */
    public Task task(Map<String, Object> notifyExtra) {
        return new Task(notifyExtra);
    }

    /** Stops this process; the first one also stops the systems around it. */
    @Override
    public void close() {
        service.close();
        consumers.close();
        events.close();
        if (isFirst) {
            mailbox.close();
            slack.close();
            matrix.close();
            queue.close();
            service.database().close();
        }
    }
}
