package taskcluster.testing;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import taskcluster.api.ApiConfiguration;
import taskcluster.api.Authenticator;
import taskcluster.api.PlatformConfiguration;
import taskcluster.core.RootUrl;
import taskcluster.postgres.DatabaseConfig;
import taskcluster.pulse.EventConsumers;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.LogEventConsumers;
import taskcluster.pulse.RetryPolicy;

/**
 * Services of a test, started together as one application on a free port and a fresh database. They authenticate with a
 * {@link FakeAuthenticator} unless one of them brings an authenticator of its own.
 */
public final class TestService implements AutoCloseable {
    private static final List<String> SERVICES =
            List.of("auth", "queue", "index", "secrets", "purge-cache", "notify", "object");

    private final ConfigurableApplicationContext context;
    private final RootUrl rootUrl;
    private final TestDatabase database;
    private final boolean ownsDatabase;
    private final FakeAuthenticator authenticator;
    private final Clock clock;

    private TestService(
            ConfigurableApplicationContext context,
            RootUrl rootUrl,
            TestDatabase database,
            boolean ownsDatabase,
            FakeAuthenticator authenticator,
            Clock clock) {
        this.context = context;
        this.rootUrl = rootUrl;
        this.database = database;
        this.ownsDatabase = ownsDatabase;
        this.authenticator = authenticator;
        this.clock = clock;
    }

    /** Starts services, given by their configuration classes. */
    public static TestService start(Class<?>... configurations) {
        return builder(configurations).start();
    }

    public static Builder builder(Class<?>... configurations) {
        return new Builder(List.of(configurations));
    }

    public RootUrl rootUrl() {
        return rootUrl;
    }

    public TestDatabase database() {
        return database;
    }

    /** The clients of the test; without effect if a service brought its own authenticator. */
    public FakeAuthenticator authenticator() {
        return authenticator;
    }

    /** A client without credentials, whose paths begin at the root, and which signs with the clock of the services. */
    public TestClient anonymous() {
        return TestClient.anonymous(rootUrl).withClock(clock);
    }

    /** A client of this name that has the scopes. */
    public TestClient client(String clientId, String... scopes) {
        authenticator.client(clientId, scopes);
        return anonymous().as(clientId);
    }

    /** A bean of the services. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    @Override
    public void close() {
        context.close();
        if (ownsDatabase) {
            database.close();
        }
    }

    /** Describes the services of a test. */
    public static final class Builder {
        /** Services that start at once in this virtual machine set up its logging one after the other. */
        private static final ReentrantLock LOGGING = new ReentrantLock();

        private final List<Class<?>> configurations;
        private final Map<String, Object> properties = new LinkedHashMap<>();
        private final List<Consumer<GenericApplicationContext>> beans = new ArrayList<>();
        private @Nullable TestDatabase database;
        private Clock clock = Clock.systemUTC();

        private Builder(List<Class<?>> configurations) {
            this.configurations = configurations;
        }

        /** Sets a property, in place of a default or of what this class would set. */
        public Builder property(String name, Object value) {
            properties.put(name, value);
            return this;
        }

        /** Uses a database that the test keeps and closes itself. */
        public Builder database(TestDatabase existing) {
            database = existing;
            return this;
        }

        /** Gives the services, their authenticator and the test's clients this clock. */
        public Builder clock(Clock given) {
            clock = given;
            return this;
        }

        /** Adds a bean, which is preferred to others of its type. */
        public <T> Builder bean(Class<T> type, T bean) {
            beans.add(context -> context.registerBean(
                    "test" + type.getSimpleName(), type, () -> bean, definition -> definition.setPrimary(true)));
            return this;
        }

        /** Starts the services; when this returns they answer requests. */
        public TestService start() {
            TestDatabase used = database != null ? database : TestDatabase.create();
            FakeAuthenticator authenticator = new FakeAuthenticator(clock);
            RootUrl rootUrl = new RootUrl("http://localhost:" + freePort());
            try {
                ConfigurableApplicationContext context = run(rootUrl, used, authenticator);
                return new TestService(context, rootUrl, used, database == null, authenticator, clock);
            } catch (RuntimeException failed) {
                if (database == null) {
                    used.close();
                }
                throw failed;
            }
        }

        private ConfigurableApplicationContext run(
                RootUrl rootUrl, TestDatabase used, FakeAuthenticator authenticator) {
            List<Class<?>> sources = new ArrayList<>(List.of(PlatformConfiguration.class, ApiConfiguration.class));
            sources.addAll(configurations);
            SpringApplicationBuilder application = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                    .web(WebApplicationType.SERVLET)
                    .bannerMode(Banner.Mode.OFF)
                    .logStartupInfo(false)
                    .registerShutdownHook(false)
                    .initializers(context -> {
                        GenericApplicationContext generic = (GenericApplicationContext) context;
                        generic.registerBean(
                                "testClock", Clock.class, () -> clock, definition -> definition.setPrimary(true));
                        generic.registerBean(
                                "fakeAuthenticator",
                                Authenticator.class,
                                () -> authenticator,
                                definition -> definition.setFallback(true));
                        generic.registerBean(
                                "logEventConsumers", EventConsumers.class, () -> consumers(generic), definition -> {
                                    definition.setFallback(true);
                                    definition.setLazyInit(true);
                                });
                        beans.forEach(bean -> bean.accept(generic));
                    })
                    .listeners(new LoggingIsSetUp());
            LOGGING.lock();
            try {
                return application.run(arguments(allProperties(rootUrl, used)));
            } finally {
                if (LOGGING.isHeldByCurrentThread()) {
                    LOGGING.unlock();
                }
            }
        }

        /** Comes after the listener that sets up logging. */
        private static final class LoggingIsSetUp
                implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
            @Override
            public int getOrder() {
                return Ordered.LOWEST_PRECEDENCE;
            }

            @Override
            public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
                LOGGING.unlock();
            }
        }

        /** Over the event log, of which every service sees the same. */
        private static EventConsumers consumers(GenericApplicationContext context) {
            EventLog eventLog =
                    context.getBeanProvider(EventLog.class).stream().findFirst().orElseThrow();
            return new LogEventConsumers(eventLog, RetryPolicy.DEFAULT, context.getBean(MeterRegistry.class));
        }

        /** As arguments of a command line, properties win over those of any file. */
        private static String[] arguments(Map<String, Object> properties) {
            return properties.entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
        }

        private Map<String, Object> allProperties(RootUrl rootUrl, TestDatabase used) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("taskcluster.root-url", rootUrl.url());
            all.put("server.address", "localhost");
            all.put("server.port", rootUrl.url().substring(rootUrl.url().lastIndexOf(':') + 1));
            all.put("logging.level.root", "warn");
            for (String service : SERVICES) {
                DatabaseConfig config = used.config(service);
                all.put(service + ".database.url", config.url());
                all.put(service + ".database.user", config.user());
                all.put(service + ".database.password", config.password());
            }
            all.putAll(properties);
            return all;
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException none) {
                throw new UncheckedIOException(none);
            }
        }
    }
}
