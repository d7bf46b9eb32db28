package taskcluster.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import taskcluster.client.Auth;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.db.DatabaseMigration;
import taskcluster.worker.generic.GenericWorker;
import taskcluster.worker.generic.RunningWorker;

/**
 * A whole deployment in this process: embedded Postgres, artifact store, every service on one HTTP port, workers.
 * Closing it stops everything in the reverse order of starting, workers first, so that running tasks are reported as
 * interrupted and retried at the next start.
 */
final class Deployment implements AutoCloseable {
    /** The task queue that the embedded workers serve. */
    static final String TASK_QUEUE_ID = "standalone/generic";

    static final String WORKER_GROUP = "standalone";

    /** The services that every call and task goes through; the others share the database's connections with little. */
    private static final Set<String> BUSY = Set.of("auth", "queue");

    private static final int BUSY_POOL = 10;
    private static final int POOL = 4;
    private static final String OBJECTS_BUCKET = "objects";

    private final DataDirectory data;
    private final RootUrl rootUrl;
    private final Secrets secrets;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<RunningWorker> workers = new ArrayList<>();

    private Deployment(DataDirectory data, RootUrl rootUrl, Secrets secrets) {
        this.data = data;
        this.rootUrl = rootUrl;
        this.secrets = secrets;
    }

    /**
     * Starts everything; when it returns the API answers and the workers are claiming.
     *
     * @throws StandaloneException with one line for the user if a part does not start; what had started is stopped
     */
    static Deployment start(Options options) {
        Ports.requireFree(options.port);
        DataDirectory data = DataDirectory.open(options.data);
        Deployment deployment = new Deployment(
                data, new RootUrl("http://localhost:" + options.port), Secrets.loadOrCreate(data.secrets()));
        deployment.started.push(data);
        try {
            deployment.startParts(options);
            return deployment;
        } catch (StandaloneException e) {
            deployment.close();
            throw e;
        } catch (RuntimeException e) {
            deployment.close();
            throw new StandaloneException(
                    "a part did not start: " + rootCause(e).getMessage() + " (more in " + deployment.log() + ")", e);
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private void startParts(Options options) {
        StandalonePostgres postgres = StandalonePostgres.start(data, secrets.adminPassword());
        started.push(postgres);
        DatabaseMigration.upgrade(postgres.admin(), secrets.servicePasswords());
        ConfigurableApplicationContext services = startServices(options, postgres);
        started.push(services);
        boolean isFirstStart = !Files.exists(data.credentials());
        if (isFirstStart) {
            AnonymousAccess.grant(new Auth(ClientOptions.builder(rootUrl.url())
                    .credentials(new Credentials(Secrets.ROOT_CLIENT, secrets.accessToken(Secrets.ROOT_CLIENT)))
                    .build()));
        }
        writeCredentials();
        for (int i = 1; i <= options.workers; i++) {
            startWorker("worker-" + i);
        }
    }

    private ConfigurableApplicationContext startServices(Options options, StandalonePostgres postgres) {
        Map<String, Object> properties = new TreeMap<>(Map.of(
                "server.address", "127.0.0.1",
                "server.port", options.port,
                "taskcluster.root-url", rootUrl.url(),
                "auth.static-clients", secrets.staticClientsJson(TASK_QUEUE_ID),
                "auth.crypto-keys", secrets.cryptoKeysJson(),
                "queue.claim-timeout", options.claimTimeout,
                "queue.access-token", secrets.accessToken(Secrets.QUEUE_CLIENT)));
        properties.put("index.access-token", secrets.accessToken(Secrets.INDEX_CLIENT));
        properties.put("built-in-workers.access-token", secrets.accessToken(Secrets.BUILT_IN_WORKERS_CLIENT));
        properties.put("secrets.crypto-keys", secrets.cryptoKeysJson());
        properties.put("notify.access-token", secrets.accessToken(Secrets.NOTIFY_CLIENT));
        properties.putAll(NotificationSettings.of(System.getenv()));
        for (String service : Secrets.SERVICES) {
            properties.put(service + ".database.url", postgres.jdbcUrl());
            properties.put(service + ".database.user", "taskcluster_" + service.replace('-', '_'));
            properties.put(service + ".database.password", secrets.databasePassword(service));
            properties.put(service + ".database.pool-size", BUSY.contains(service) ? BUSY_POOL : POOL);
        }
        properties.putAll(Map.of(
                "queue.artifacts.public-bucket",
                "public-artifacts",
                "queue.artifacts.private-bucket",
                "private-artifacts",
                "queue.artifacts.region",
                "us-east-1",
                "queue.artifacts.endpoint",
                rootUrl.url() + ArtifactStore.PATH,
                "queue.artifacts.force-path-style",
                true,
                "queue.artifacts.sign-public-urls",
                true,
                "queue.artifacts.skip-cors",
                true,
                "queue.artifacts.access-key-id",
                secrets.s3AccessKeyId(),
                "queue.artifacts.secret-access-key",
                secrets.s3SecretAccessKey()));
        properties.put("object.backends", objectBackendsJson());
        properties.put("object.backend-map", "[{\"backendId\": \"standalone\", \"when\": \"all\"}]");
        createBuckets("public-artifacts", "private-artifacts", OBJECTS_BUCKET);
        URI amqpUrl = options.amqpUrl;
        if (amqpUrl != null) {
            properties.put("standalone.amqp-url", amqpUrl.toString());
        }
        return new SpringApplicationBuilder(StandaloneConfiguration.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .initializers(context -> context.getBeanFactory()
                        .registerSingleton(
                                "artifactStore",
                                new ArtifactStore(
                                        data.artifacts(), secrets.s3AccessKeyId(), secrets.s3SecretAccessKey())))
                .properties(properties)
                .run();
    }

    /** The object service keeps its objects in the artifact store as well. */
    private String objectBackendsJson() {
        return Json.MAPPER.writeValueAsString(Map.of(
                "standalone",
                Map.of(
                        "backendType",
                        "aws",
                        "endpoint",
                        rootUrl.url() + ArtifactStore.PATH,
                        "s3ForcePathStyle",
                        true,
                        "bucket",
                        OBJECTS_BUCKET,
                        "signGetUrls",
                        true,
                        "bulkDelete",
                        true,
                        "accessKeyId",
                        secrets.s3AccessKeyId(),
                        "secretAccessKey",
                        secrets.s3SecretAccessKey())));
    }

    /** A bucket of the artifact store is a folder. */
    private void createBuckets(String... names) {
        for (String name : names) {
            try {
                Files.createDirectories(data.artifacts().resolve(name));
            } catch (IOException e) {
                throw new StandaloneException("can't create " + data.artifacts().resolve(name), e);
            }
        }
    }

    private void startWorker(String workerId) {
        RunningWorker worker = GenericWorker.start(WorkerConfigs.embedded(
                rootUrl,
                new Credentials(Secrets.WORKER_CLIENT, secrets.accessToken(Secrets.WORKER_CLIENT)),
                TASK_QUEUE_ID,
                workerId,
                data.worker(workerId)));
        workers.add(worker);
    }

    /** What clients need, in the form that shells and the CLI read. */
    private void writeCredentials() {
        DataDirectory.writePrivate(data.credentials(), """
                TASKCLUSTER_ROOT_URL=%s
                TASKCLUSTER_CLIENT_ID=%s
                TASKCLUSTER_ACCESS_TOKEN=%s
                """.formatted(
                        rootUrl.url(), Secrets.ROOT_CLIENT, secrets.accessToken(Secrets.ROOT_CLIENT)));
    }

    RootUrl rootUrl() {
        return rootUrl;
    }

    Path credentials() {
        return data.credentials();
    }

    Path log() {
        return data.log();
    }

    /** Stops the workers (their running tasks are reported as worker-shutdown and retried), then the services. */
    @Override
    public void close() {
        workers.forEach(worker -> worker.stop(false));
        try {
            for (RunningWorker worker : workers) {
                worker.awaitExit();
            }
            while (!started.isEmpty()) {
                started.pop().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StandaloneException("was interrupted while it stopped", e);
        } catch (Exception e) {
            throw new StandaloneException("did not stop cleanly: " + e.getMessage(), e);
        }
    }
}
