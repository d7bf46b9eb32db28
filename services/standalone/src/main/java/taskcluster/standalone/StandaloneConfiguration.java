package taskcluster.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import taskcluster.api.ApiConfiguration;
import taskcluster.api.PlatformConfiguration;
import taskcluster.auth.AuthService;
import taskcluster.builtinworkers.BuiltInWorkersService;
import taskcluster.index.IndexService;
import taskcluster.notify.NotifyService;
import taskcluster.object.ObjectService;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.LogEventConsumers;
import taskcluster.pulse.RabbitConfig;
import taskcluster.pulse.RabbitRelay;
import taskcluster.pulse.RetryPolicy;
import taskcluster.purgecache.PurgeCacheService;
import taskcluster.queue.QueueService;
import taskcluster.secrets.SecretsService;

/** Every service in one application context on one port, with the artifact store beside them. */
@Configuration(proxyBeanMethods = false)
@Import({
    PlatformConfiguration.class,
    ApiConfiguration.class,
    AuthService.class,
    QueueService.class,
    IndexService.class,
    SecretsService.class,
    ObjectService.class,
    PurgeCacheService.class,
    NotifyService.class,
    BuiltInWorkersService.class
})
class StandaloneConfiguration {

    @Bean
    ServletRegistrationBean<ArtifactStore> artifactStoreServlet(ArtifactStore artifactStore) {
        return new ServletRegistrationBean<>(artifactStore, ArtifactStore.PATH + "/*");
    }

    /** Services consume each other's events from the event log, of which each of them sees the same. */
    @Bean(destroyMethod = "close")
    @Lazy
    EventConsumers eventConsumers(EventLog queueEventLog, MeterRegistry metrics) {
        return new LogEventConsumers(queueEventLog, RetryPolicy.DEFAULT, metrics);
    }

    /** Publishes every event to a RabbitMQ as well, if one was named. */
    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnProperty("standalone.amqp-url")
    RabbitRelay rabbitRelay(
            @Value("${standalone.amqp-url}") String amqpUrl,
            EventLog queueEventLog,
            List<Exchanges> exchanges,
            MeterRegistry metrics) {
        return new RabbitRelay("standalone", queueEventLog, new RabbitConfig(amqpUrl), exchanges, metrics);
    }
}
