package taskcluster.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a process tells load balancers and operators about itself. */
final class Dockerflow {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int UNAVAILABLE = 503;
    private static final byte[] ROBOTS = "User-agent: *\nDisallow: /\n".getBytes(StandardCharsets.UTF_8);

    private final List<HealthCheck> checks;
    private final JsonNode version;

    Dockerflow(List<HealthCheck> checks) {
        this.checks =
                checks.stream().sorted(Comparator.comparing(HealthCheck::name)).toList();
        this.version = readVersion();
    }

    /** What answers a path at the root of the process, whatever the verb; null if none of ours. */
    @Nullable
    RequestHandler handler(String path) {
        if (isBelow(path, "/__lbheartbeat__")) {
            return call -> ReplyWriter.json(call, 200, Json.MAPPER.createObjectNode(), Map.of());
        }
        if (isBelow(path, "/__version__")) {
            return call -> ReplyWriter.json(call, 200, version, Map.of());
        }
        if (isBelow(path, "/__heartbeat__")) {
            return call -> {
                Heartbeat heartbeat = heartbeat();
                ReplyWriter.json(call, heartbeat.status(), heartbeat.body(), Map.of());
            };
        }
        return path.equals("/robots.txt")
                ? call -> ReplyWriter.bytes(call, 200, ROBOTS, "text/plain; charset=utf-8", Map.of())
                : null;
    }

    private static boolean isBelow(String path, String mount) {
        return path.startsWith(mount) && (path.length() == mount.length() || path.charAt(mount.length()) == '/');
    }

    /** How the process and what it depends on are. */
    record Heartbeat(int status, ObjectNode body) {}

    JsonNode version() {
        return version;
    }

    /** Asks all checks at once; one that takes too long has failed. */
    Heartbeat heartbeat() {
        List<Boolean> healthy = ask();
        ObjectNode body = Json.MAPPER.createObjectNode();
        boolean isHealthy = !healthy.contains(false);
        body.put("status", isHealthy ? "ok" : "error");
        ObjectNode results = body.putObject("checks");
        for (int i = 0; i < checks.size(); i++) {
            results.put(checks.get(i).name(), healthy.get(i) ? "ok" : "error");
        }
        return new Heartbeat(isHealthy ? 200 : UNAVAILABLE, body);
    }

    private List<Boolean> ask() {
        List<Callable<Boolean>> questions = checks.stream()
                .<Callable<Boolean>>map(check -> () -> check.isHealthy(PATIENCE))
                .toList();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            return threads.invokeAll(questions, 2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .map(answer -> answer.state() == Future.State.SUCCESS && answer.resultNow())
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Collections.nCopies(checks.size(), false);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The file that the build leaves on the class path, or else what is known without it. */
    static JsonNode readVersion() {
        try (InputStream in = Dockerflow.class.getResourceAsStream("/version.json")) {
            if (in != null) {
                return Json.MAPPER.readTree(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read version.json", e);
        }
        String built = Dockerflow.class.getPackage().getImplementationVersion();
        return Json.MAPPER
                .createObjectNode()
                .put("version", built == null ? "development" : built)
                .put("commit", "")
                .put("source", "")
                .put("build", "");
    }
}
