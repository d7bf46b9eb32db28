package taskcluster.builtinworkers;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import taskcluster.api.MetricTypes;
import taskcluster.api.WhileServing;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.core.RootUrl;
import taskcluster.monitor.LogTypes;
import taskcluster.monitor.Monitor;

/** Everything that the built-in workers are made of. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BuiltInWorkersConfig.class)
public class BuiltInWorkersService {
    private static final String NAME = "built-in-workers";

    @Bean(destroyMethod = "close")
    BuiltInWorkers builtInWorkers(BuiltInWorkersConfig config, RootUrl rootUrl, Clock clock, MeterRegistry metrics) {
        ClientOptions options = ClientOptions.builder(rootUrl.url())
                .credentials(new Credentials(config.clientId(), config.accessToken()))
                .clock(clock)
                .build();
        return new BuiltInWorkers(options, config.retryDelay(), Monitor.of(NAME, metrics));
    }

    /** The queue that they ask may be in the same process. */
    @Bean
    WhileServing builtInWorkersAtWork(BuiltInWorkers builtInWorkers) {
        return new WhileServing(builtInWorkers::start, builtInWorkers::close);
    }

    @Bean
    LogTypes builtInWorkersLogTypes() {
        return new LogTypes(NAME, List.of());
    }

    @Bean
    MetricTypes builtInWorkersMetricTypes() {
        return new MetricTypes(NAME, List.of());
    }
}
