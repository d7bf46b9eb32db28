package taskcluster.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private final PrometheusMeterRegistry metrics = Prometheus.registry();
    private final HttpClient http = HttpClient.newHttpClient();
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        server = MetricsServer.start(metrics, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void servesMetricsAsText() throws Exception {
        metrics.counter("tasks.seen", "kind", "test").increment(3);
        HttpResponse<String> response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("tasks_seen_total{kind=\"test\"} 3.0");
    }

    @Test
    void gaugesKeepTheirNames() throws Exception {
        metrics.gauge("queue_workers_total", 5);
        metrics.gauge("tasks.waiting", 6);
        assertThat(get("/metrics").body())
                .contains("# TYPE queue_workers_total gauge\nqueue_workers_total 5.0\n")
                .contains("\ntasks_waiting 6.0\n");
    }

    @Test
    @DisplayName("platform-45: serves health and nothing else")
    void servesHealthAndNothingElse() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).isEqualTo("OK");
        assertThat(get("/health").body()).isEqualTo("OK");
        assertThat(get("/metrics/").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(uri("/metrics")).DELETE()).statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.address().getPort() + path);
    }
}
