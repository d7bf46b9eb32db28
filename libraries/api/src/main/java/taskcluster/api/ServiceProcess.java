package taskcluster.api;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import taskcluster.core.RootUrl;
import taskcluster.monitor.JsonLogging;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.monitor.ProcessResources;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.LogEventConsumers;
import taskcluster.pulse.RabbitEventConsumers;
import taskcluster.pulse.RabbitHealth;
import taskcluster.pulse.RabbitRelay;
import taskcluster.pulse.RetryPolicy;

/**
 * What a service needs in a process of its own, beside its own configuration class: the API platform, the auth service to ask,
 * and RabbitMQ, if there is one, to publish its events to and to consume those of others from.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PulseConfig.class)
@Import({PlatformConfiguration.class, ApiConfiguration.class})
public class ServiceProcess {
    private static final String NAME = "spring.application.name";

    /**
     * Makes this process the service: until SIGTERM or SIGINT, when requests in progress are finished and the exit status is 0.
     * A thread that ends by an exception that nobody expected is reported and ends the process with status 1.
     *
     * @param service its name, such as {@code purge-cache}
     * @param configuration its configuration class
     */
    public static void run(String service, Class<?> configuration, String... arguments) {
        new ProcessLife(service).run(application(service, configuration), arguments);
    }

    /**
     * The application of a service, with the settings of {@code application-<service>.yml} and all log lines of the process as
     * JSON on standard output.
     *
     * @param service its name, such as {@code purge-cache}
     * @param configuration its configuration class
     */
    public static SpringApplicationBuilder application(String service, Class<?> configuration) {
        return new SpringApplicationBuilder(ServiceProcess.class, configuration)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .initializers(context -> JsonLogging.install(
                        service,
                        Dockerflow.readVersion().path("version").asString(""),
                        context.getEnvironment().getProperty("log.level", "info")))
                .properties("spring.config.name=application-" + service, NAME + "=" + service);
    }

    /** Auth brings one of its own. */
    @Bean
    @Fallback
    @Lazy
    Authenticator remoteAuthenticator(RootUrl rootUrl) {
        return new RemoteAuthenticator(rootUrl);
    }

    /** A service that has no exchanges has no relay. */
    @Bean(initMethod = "start", destroyMethod = "close")
    @ConditionalOnProperty("pulse.hostname")
    @Nullable
    RabbitRelay relay(
            @Value("${" + NAME + "}") String service,
            ObjectProvider<EventLog> eventLog,
            ObjectProvider<Exchanges> exchanges,
            PulseConfig config,
            MeterRegistry metrics) {
        List<Exchanges> own = exchanges.orderedStream().toList();
        return own.isEmpty()
                ? null
                : new RabbitRelay(service, eventLog.getObject(), config.toRabbitConfig(), own, metrics);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnProperty("pulse.hostname")
    RabbitHealth rabbitHealth(PulseConfig config) {
        return new RabbitHealth(config.toRabbitConfig());
    }

    @Bean
    @ConditionalOnProperty("pulse.hostname")
    HealthCheck pulseHealth(RabbitHealth rabbit) {
        return new PulseHealth(rabbit);
    }

    @Bean(destroyMethod = "close", initMethod = "start")
    Loop processResources(Monitor monitor) {
        return ProcessResources.loop(monitor);
    }

    @Bean(destroyMethod = "close")
    @Lazy
    @ConditionalOnProperty("pulse.hostname")
    EventConsumers rabbitEventConsumers(
            @Value("${" + NAME + "}") String service, PulseConfig config, MeterRegistry metrics) {
        return new RabbitEventConsumers(
                config.toRabbitConfig(), "taskcluster-" + service, RetryPolicy.DEFAULT, metrics);
    }

    @Bean(destroyMethod = "close")
    @Fallback
    @Lazy
    EventConsumers logEventConsumers(EventLog eventLog, MeterRegistry metrics) {
        return new LogEventConsumers(eventLog, RetryPolicy.DEFAULT, metrics);
    }
}
