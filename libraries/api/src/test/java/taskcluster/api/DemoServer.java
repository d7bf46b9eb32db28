package taskcluster.api;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import taskcluster.core.Backoff;
import taskcluster.core.RootUrl;
import taskcluster.monitor.LogType;
import taskcluster.monitor.LogTypes;
import taskcluster.pulse.ExchangeDeclaration;
import taskcluster.pulse.Exchanges;
import taskcluster.pulse.RoutingKeyField;

/** The demo API on a real server. */
final class DemoServer implements AutoCloseable {
    static final String ROOT_URL = "https://tc.example.com";

    private final ConfigurableApplicationContext context;

    private DemoServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static DemoServer start(Map<String, Object> properties) {
        return start(properties, _ -> {});
    }

    /** @param beforeRefresh done when logging is set up and no bean is there yet */
    static DemoServer start(
            Map<String, Object> properties,
            ApplicationContextInitializer<ConfigurableApplicationContext> beforeRefresh) {
        Map<String, Object> all = new HashMap<>(Map.of("server.port", 0, "taskcluster.root-url", ROOT_URL));
        all.putAll(properties);
        return new DemoServer(new SpringApplicationBuilder(DemoConfiguration.class)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(all)
                .initializers(beforeRefresh)
                .run());
    }

    int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    MeterRegistry metrics() {
        return bean(MeterRegistry.class);
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @Import({PlatformConfiguration.class, ApiConfiguration.class})
    static class DemoConfiguration {
        @Bean
        DemoMethods demoMethods() {
            return new DemoMethods();
        }

        @Bean
        Api demoApi(DemoMethods methods) {
            return Api.builder("demo", "v1")
                    .title("Demo Service")
                    .description("Shows what the library does.")
                    .parameter("id", "^[a-z]+$")
                    .handlers(methods)
                    .schemas(SchemaSet.load("demo"))
                    .errorCode("TooManyRequests", 429)
                    .cleanPayload("secret", DemoMethods::clean)
                    .build();
        }

        @Bean
        Authenticator authenticator(Environment environment) {
            String remote = environment.getProperty("demo.auth-url", "");
            if (!remote.isEmpty()) {
                return new RemoteAuthenticator(
                        new RootUrl(remote), new Backoff(Duration.ofMillis(1), 1, Duration.ofMillis(1), 0));
            }
            return new TestAuthenticator(Map.of(
                    "alice", List.of("demo:*"),
                    "bob", List.of("demo:all"),
                    "carol", List.of()));
        }

        @Bean
        Exchanges demoExchanges() {
            return Exchanges.builder("demo", "v1")
                    .title("Demo events")
                    .description("What happens.")
                    .exchange(new ExchangeDeclaration(
                            "thing-stored",
                            "thingStored",
                            "Thing stored",
                            "A thing was stored.",
                            List.of(
                                    RoutingKeyField.primary(),
                                    RoutingKeyField.required("name", 20, "The name."),
                                    RoutingKeyField.reserved()),
                            "v1/thing-response.json#"))
                    .build();
        }

        @Bean
        LogTypes demoLogTypes() {
            return new LogTypes(
                    "demo",
                    List.of(new LogType(
                            "thingStored",
                            "Thing Stored",
                            "thing-stored",
                            LogType.Level.NOTICE,
                            1,
                            Map.of("name", "The name of the thing."))));
        }

        @Bean
        MetricTypes demoMetricTypes() {
            return new MetricTypes(
                    "demo",
                    List.of(new MetricType(
                            "demo_things",
                            MetricType.Kind.GAUGE,
                            "Things",
                            "How many things there are.",
                            Map.of("kind", "The kind of the things."),
                            List.of(),
                            List.of("default"))));
        }

        @Bean
        SwitchableHealth switchableHealth() {
            return new SwitchableHealth();
        }
    }

    /** A dependency that tests can break. */
    static final class SwitchableHealth implements HealthCheck {
        final AtomicBoolean isHealthy = new AtomicBoolean(true);

        @Override
        public String name() {
            return "demo-dependency";
        }

        @Override
        public boolean isHealthy(Duration timeout) {
            return isHealthy.get();
        }
    }
}
