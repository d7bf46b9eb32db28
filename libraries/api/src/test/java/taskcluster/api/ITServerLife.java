package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static taskcluster.api.DemoClient.API;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import taskcluster.api.DemoClient.Answer;
import taskcluster.monitor.MetricsServer;

/** Starting and stopping, and what depends on configuration. */
class ITServerLife {
    @Test
    @Timeout(60)
    void requestsInProgressAreFinishedAtTheEnd() throws Exception {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        DemoServer server = DemoServer.start(Map.of());
        DemoMethods methods = server.bean(DemoMethods.class);
        DemoClient client = new DemoClient(server.port());
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> client.get(API + "/slow"), threads);
        assertThat(methods.happenings.poll(20, TimeUnit.SECONDS)).isEqualTo("started");
        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, threads);
        Waiting.until(() -> !isAccepting(client));
        assertThat(closed).isNotDone();
        methods.mayFinish.countDown();
        assertThat(answer.get(20, TimeUnit.SECONDS).json().path("finished").asBoolean())
                .isTrue();
        closed.get(20, TimeUnit.SECONDS);
    }

    private static boolean isAccepting(DemoClient client) {
        try (var socket = client.open()) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void plainHttpIsRedirectedWhereSslIsForced() {
        try (DemoServer server = DemoServer.start(Map.of("http.force-ssl", true, "http.trust-proxy", true))) {
            DemoClient client = new DemoClient(server.port());
            Answer plain = client.get(API + "/public?limit=1");
            assertThat(plain.status()).isEqualTo(301);
            assertThat(plain.header("location")).isEqualTo("https://localhost" + API + "/public?limit=1");
            assertThat(client.request("POST", API + "/any-body", "{}").send().status())
                    .isEqualTo(403);
            Answer proxied = client.request("GET", API + "/public")
                    .header("x-forwarded-proto", "https")
                    .send();
            assertThat(proxied.status()).isEqualTo(200);
            assertThat(proxied.header("strict-transport-security")).isEqualTo("max-age=7776000; includeSubDomains");
        }
    }

    @Test
    void missingRootUrlIsExplainedInOneLine() {
        assertThatThrownBy(() -> DemoServer.start(Map.of("taskcluster.root-url", " ")))
                .satisfies(failure -> assertThat(StartFailures.explain(failure))
                        .isEqualTo(
                                "The environment variable TASKCLUSTER_ROOT_URL (property taskcluster.root-url) is not"
                                        + " set. It must be the URL at which clients reach this deployment, such as"
                                        + " https://tc.example.com."));
    }

    @Test
    void invalidSettingsAreExplainedInOneLine() {
        assertThatThrownBy(() -> DemoServer.start(Map.of("http.max-body-size", "much")))
                .satisfies(failure -> assertThat(StartFailures.explain(failure))
                        .startsWith(
                                "The setting http.max-body-size (environment variable HTTP_MAX_BODY_SIZE) is not valid: ")
                        .doesNotContain("\n"));
        assertThatThrownBy(() -> DemoServer.start(Map.of("http.keep-alive-timeout", "0s")))
                .satisfies(failure -> assertThat(StartFailures.explain(failure))
                        .contains("http.keep-alive-timeout must be positive"));
        assertThat(StartFailures.explain(new IllegalStateException("a bug"))).isNull();
        assertThat(new StartFailures(null).reportException(new IllegalStateException("a bug")))
                .isFalse();
    }

    @Test
    void failedStartIsLoggedInOneLine() {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.setContext(root.getLoggerContext());
        lines.start();
        assertThatThrownBy(
                        () -> DemoServer.start(Map.of("taskcluster.root-url", ""), context -> root.addAppender(lines)))
                .isInstanceOf(RuntimeException.class);
        root.detachAppender(lines);
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .extracting(ILoggingEvent::getLoggerName)
                .containsExactly("taskcluster.start");
    }

    @Test
    void portInUseIsExplainedInOneLine() {
        try (DemoServer server = DemoServer.start(Map.of())) {
            assertThatThrownBy(() -> DemoServer.start(Map.of("server.port", server.port())))
                    .satisfies(failure -> assertThat(StartFailures.explain(failure))
                            .isEqualTo("Port " + server.port() + " is in use (property server.port)."));
        }
    }

    @Test
    void metricsAreServedWhereAsked() {
        try (DemoServer server = DemoServer.start(Map.of("metrics.port", 0))) {
            new DemoClient(server.port()).get(API + "/ping");
            MetricsServer metrics = server.bean(MetricsServer.class);
            Answer answer = new DemoClient(metrics.address().getPort()).get("/metrics");
            assertThat(answer.body())
                    .contains("http_requests_total{", "http_request_duration_seconds_bucket{", "name=\"ping\"");
        }
    }

    @Test
    void defaultsOfHttpSettings() {
        try (DemoServer server = DemoServer.start(Map.of())) {
            HttpConfig config = server.bean(HttpConfig.class);
            assertThat(config.keepAliveTimeout()).hasSeconds(90);
            assertThat(config.maxBodySize().toMegabytes()).isEqualTo(10);
            assertThat(config.maxHeaderSize().toKilobytes()).isEqualTo(16);
            assertThat(config.allowedOrigin()).isEqualTo("*");
            assertThat(config.forceSsl()).isFalse();
            assertThat(config.trustProxy()).isFalse();
        }
    }
}
