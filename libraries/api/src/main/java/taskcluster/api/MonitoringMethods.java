package taskcluster.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The methods that every API has. */
final class MonitoringMethods {
    private static final String CATEGORY = "Monitoring";

    private final Dockerflow dockerflow;
    private final Clock clock;
    private final Instant start;

    MonitoringMethods(Dockerflow dockerflow, Clock clock) {
        this.dockerflow = dockerflow;
        this.clock = clock;
        this.start = clock.instant();
    }

    @ApiMethod(
            name = "ping",
            route = "/ping",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Ping Server",
            description = "Replies at once, without doing anything. Says for how many seconds the service has been up.")
    Object ping(ApiRequest request) {
        return Map.of(
                "alive",
                true,
                "uptime",
                Duration.between(start, clock.instant()).toMillis() / 1000.0);
    }

    @ApiMethod(
            name = "lbheartbeat",
            route = "/__lbheartbeat__",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Load Balancer Heartbeat",
            description = "Replies whenever the process is there, without looking at what it depends on.")
    Object lbheartbeat(ApiRequest request) {
        return Map.of();
    }

    @ApiMethod(
            name = "version",
            route = "/__version__",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Taskcluster Version",
            description = "The version, commit, source and build of the running service.")
    Object version(ApiRequest request) {
        return dockerflow.version();
    }

    @ApiMethod(
            name = "heartbeat",
            route = "/__heartbeat__",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Heartbeat",
            description = """
                    Checks what the service cannot work without, such as its database, and lists the result of each check.
                    If one fails the status is 503.
                    """)
    Object heartbeat(ApiRequest request) {
        Dockerflow.Heartbeat heartbeat = dockerflow.heartbeat();
        return ApiReply.of(heartbeat.status(), heartbeat.body());
    }
}
