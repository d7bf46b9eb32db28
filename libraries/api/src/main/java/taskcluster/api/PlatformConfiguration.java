package taskcluster.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;
import taskcluster.core.RootUrl;
import taskcluster.monitor.MetricsServer;
import taskcluster.monitor.Monitor;
import taskcluster.monitor.Prometheus;

/**
 * What all services of a process share. An application that declares a bean of one of these types itself gets its own.
 *
 * <p>Properties: {@code taskcluster.root-url}, required, where the deployment is reached; {@code spring.application.name},
 * what log lines of no service belong to; {@code metrics.port}, where to serve metrics, nowhere if not set.
 */
@Configuration(proxyBeanMethods = false)
public class PlatformConfiguration {
    private static final String ROOT_URL = "taskcluster.root-url";

    @Bean
    @Fallback
    RootUrl rootUrl(Environment environment) {
        String url = environment.getProperty(ROOT_URL, "");
        if (url.isBlank()) {
            throw new MissingPropertyException(
                    ROOT_URL, "the URL at which clients reach this deployment, such as https://tc.example.com");
        }
        return new RootUrl(url);
    }

    @Bean
    @Fallback
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @Fallback
    PrometheusMeterRegistry meterRegistry() {
        return Prometheus.registry();
    }

    @Bean
    @Fallback
    Monitor monitor(MeterRegistry metrics, Environment environment) {
        return Monitor.of(environment.getProperty("spring.application.name", "platform"), metrics);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnProperty("metrics.port")
    MetricsServer metricsServer(PrometheusMeterRegistry metrics, Environment environment) throws IOException {
        int port = environment.getRequiredProperty("metrics.port", Integer.class);
        return MetricsServer.start(metrics, new InetSocketAddress(port));
    }
}
