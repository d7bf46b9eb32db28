package taskcluster.standalone.processes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import taskcluster.client.Credentials;
import taskcluster.standalone.ArtifactStoreServer;
import taskcluster.standalone.PostgresCluster;
import taskcluster.standalone.Secrets;

/**
 * Postgres, an S3, auth, some replicas of the queue and maybe a RabbitMQ, each a process of its own. Clients call auth at its URL
 * and the queue at that of any replica.
 */
public final class ProcessDeployment implements AutoCloseable {
    private final Deque<RestartableProcess> started = new ConcurrentLinkedDeque<>();
    private final Thread atExit = Thread.ofPlatform().unstarted(this::killAll);
    private final Path folder;
    private final Secrets secrets;
    private final @Nullable URI amqpUrl;
    private final String jdbcUrl;
    private final ServicePlans plans;
    private final List<String> queueUrls = new ArrayList<>();
    private final List<RestartableProcess> queues = new ArrayList<>();
    private final RestartableProcess postgres;
    private final RestartableProcess store;
    private final RestartableProcess auth;
    private @Nullable RestartableProcess broker;

    /** Where events are published. */
    public sealed interface Broker {
        /** Nowhere: they stay in the event log. */
        record None() implements Broker {}

        /** To a RabbitMQ that is there already. */
        record At(URI url) implements Broker {}

        /** To a RabbitMQ that is a process of this deployment; needs {@link RabbitServer#isInstalled}. */
        record Own() implements Broker {}
    }

    /**
     * What a deployment is made of.
     *
     * @param replicas how many processes of the queue, at least 1
     * @param jvm options of the virtual machines of auth and the queue, such as {@code -Xmx256m}
     * @param queueSettings of the queue, as command line arguments such as {@code --queue.claim-timeout=20}
     */
    public record Settings(int replicas, Broker broker, List<String> jvm, List<String> queueSettings) {
        public Settings {
            if (replicas < 1) {
                throw new IllegalArgumentException("a deployment has at least one replica of the queue");
            }
        }
    }

    private ProcessDeployment(Path folder, Settings settings) throws IOException, InterruptedException {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
        FixedPorts ports = new FixedPorts();
        secrets = Secrets.loadOrCreate(folder.resolve("secrets.json"));
        int postgresPort = ports.next();
        int storePort = ports.next();
        int authPort = ports.next();
        jdbcUrl = "jdbc:postgresql://127.0.0.1:" + postgresPort + "/postgres";
        try {
            PostgresCluster cluster = PostgresCluster.create(folder.resolve("data"), secrets);
            postgres = launch(new RestartableProcess.Plan(
                    "postgres",
                    cluster.command(postgresPort),
                    Map.of(),
                    folder,
                    Probes.postgres(jdbcUrl, secrets.adminPassword())));
            amqpUrl = launchBroker(settings.broker(), ports);
            plans = new ServicePlans(folder, secrets, jdbcUrl, amqpUrl, authPort, ArtifactStoreServer.url(storePort));
            store = launch(plans.store(storePort));
            awaitAll();
            auth = launch(plans.auth(settings.jvm()));
            for (int i = 1; i <= settings.replicas(); i++) {
                int port = ports.next();
                queueUrls.add("http://localhost:" + port);
                queues.add(launch(plans.queue("queue-" + i, port, settings.jvm(), settings.queueSettings())));
            }
            awaitAll();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything; when it returns all parts answer.
     *
     * @param folder an existing folder for data and logs
     * @throws IOException if a part does not start; what had started is ended
     */
    public static ProcessDeployment start(Path folder, Settings settings) throws IOException, InterruptedException {
        return new ProcessDeployment(folder, settings);
    }

    private RestartableProcess launch(RestartableProcess.Plan plan) throws IOException {
        RestartableProcess process = RestartableProcess.launched(plan);
        started.push(process);
        return process;
    }

    private @Nullable URI launchBroker(Broker choice, FixedPorts ports) throws IOException, InterruptedException {
        return switch (choice) {
            case Broker.None() -> null;
            case Broker.At(URI url) -> url;
            case Broker.Own() -> {
                int port = ports.next();
                int directoryPort = ports.next();
                launch(RabbitServer.directory(folder, directoryPort)).awaitAnswer();
                broker = launch(RabbitServer.node(folder, port, ports.next(), directoryPort));
                yield RabbitServer.url(port);
            }
        };
    }

    private void awaitAll() throws IOException, InterruptedException {
        for (RestartableProcess process : started) {
            process.awaitAnswer();
        }
    }

    /** Every part that is a service of the deployment or that one depends on. */
    public List<RestartableProcess> parts() {
        List<RestartableProcess> parts = new ArrayList<>(List.of(postgres, store, auth));
        broker().ifPresent(parts::add);
        parts.addAll(queues);
        return parts;
    }

    public RestartableProcess postgres() {
        return postgres;
    }

    /** The S3. */
    public RestartableProcess store() {
        return store;
    }

    public RestartableProcess auth() {
        return auth;
    }

    /** The replicas of the queue, in the order of {@link #queueUrls}. */
    public List<RestartableProcess> queues() {
        return List.copyOf(queues);
    }

    /** The RabbitMQ, if it is a process of this deployment. */
    public Optional<RestartableProcess> broker() {
        return Optional.ofNullable(broker);
    }

    /** The root URL for calls of auth. */
    public String authUrl() {
        return plans.rootUrl();
    }

    /** The root URLs for calls of the queue, one for each replica. */
    public List<String> queueUrls() {
        return List.copyOf(queueUrls);
    }

    /** Where events are published, if anywhere. */
    public Optional<URI> amqpUrl() {
        return Optional.ofNullable(amqpUrl);
    }

    /** The database, for connections of a service's user or of the administrator {@code postgres}. */
    public String jdbcUrl() {
        return jdbcUrl;
    }

    public Secrets secrets() {
        return secrets;
    }

    /** For calls with all scopes. */
    public Credentials rootCredentials() {
        return new Credentials(Secrets.ROOT_CLIENT, secrets.accessToken(Secrets.ROOT_CLIENT));
    }

    /** Kills all parts, in the reverse order of starting. What is in the folder stays. The end of this process does so, too. */
    @Override
    public void close() {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException isEnding) {
            // It has killed what was left.
        }
    }

    private void killAll() {
        for (RestartableProcess process = started.poll(); process != null; process = started.poll()) {
            process.close();
        }
    }
}
