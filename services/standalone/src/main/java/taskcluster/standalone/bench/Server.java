package taskcluster.standalone.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import taskcluster.client.ClientOptions;
import taskcluster.client.Credentials;
import taskcluster.standalone.Secrets;
import taskcluster.standalone.processes.ProcessDeployment;

/** The deployment under measurement. */
final class Server implements AutoCloseable {
    private static final int START_LIMIT_SECONDS = 120;
    private static final int STOP_LIMIT_SECONDS = 60;
    /** Postgres reports a session's transactions with a delay of at most a second. */
    private static final long STATISTICS_DELAY_MS = 1200;

    private static final long LOOK_MS = 300;
    private static final int MOST_LOOKS = 100;
    /** So much of a processor is used by a server that waits for requests. */
    private static final double QUIET_SHARE = 0.1;

    private static final List<String> JVM = List.of("-Xms96m", "-Xmx512m", "-XX:+UseSerialGC");

    private final Address address;
    private final Secrets secrets;
    private final List<Long> jvmPids;
    private final long postgresPid;
    private final Runnable stop;
    private final Connection statistics;

    /**
     * Where the parts are.
     *
     * @param rootUrl of auth, at least
     * @param port of the queue, at least
     */
    private record Address(String rootUrl, int port, String jdbcUrl) {}

    private Server(Address address, Secrets secrets, List<Long> jvmPids, long postgresPid, Runnable stop)
            throws SQLException {
        this.address = address;
        this.secrets = secrets;
        this.jvmPids = List.copyOf(jvmPids);
        this.postgresPid = postgresPid;
        this.stop = stop;
        this.statistics = connect("postgres");
    }

    /** Everything in one virtual machine: {@code tc up} without workers. */
    static Server start(Path data, int port) throws IOException, SQLException, InterruptedException {
        Path output = data.resolveSibling("server.out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "taskcluster.standalone.Standalone"));
        command.addAll(List.of("--port", Integer.toString(port), "--data", data.toString(), "--workers", "0"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        for (int i = 0; i < START_LIMIT_SECONDS * 10; i++) {
            if (Files.readString(output).contains("Ready after")) {
                List<String> postgres = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
                return new Server(
                        new Address(
                                "http://localhost:" + port,
                                port,
                                "jdbc:postgresql://127.0.0.1:" + postgres.get(3).strip() + "/postgres"),
                        Secrets.loadOrCreate(data.resolve("secrets.json")),
                        List.of(process.pid()),
                        Long.parseLong(postgres.getFirst().strip()),
                        () -> stop(process));
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        process.destroy();
        throw new IOException("the deployment did not start: " + Files.readString(output));
    }

    private static void stop(Process process) {
        process.destroy();
        process.onExit().orTimeout(STOP_LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Auth and the queue as processes of their own, which is all that there is. */
    static Server startProcesses(Path folder) throws IOException, SQLException, InterruptedException {
        ProcessDeployment deployment = ProcessDeployment.start(
                folder, new ProcessDeployment.Settings(1, new ProcessDeployment.Broker.None(), JVM, List.of()));
        return new Server(
                new Address(
                        deployment.authUrl(),
                        URI.create(deployment.queueUrls().getFirst()).getPort(),
                        deployment.jdbcUrl()),
                deployment.secrets(),
                List.of(deployment.auth().pid(), deployment.queues().getFirst().pid()),
                deployment.postgres().pid(),
                deployment::close);
    }

    /** The port that calls are sent to. */
    int port() {
        return address.port();
    }

    /** CPU time in milliseconds that the virtual machines have used so far. */
    double jvmCpuMs() throws IOException {
        double total = 0;
        for (long pid : jvmPids) {
            total += CpuTime.ownMs(pid);
        }
        return total;
    }

    /** CPU time in milliseconds that all processes of Postgres have used so far. */
    double postgresCpuMs() throws IOException {
        return CpuTime.ofTreeMs(postgresPid);
    }

    /** Waits until the server has done what it was asked to, such as to handle events: until it needs next to no CPU time. */
    void awaitQuiet() throws IOException, InterruptedException {
        int quiet = 0;
        for (int look = 0; look < MOST_LOOKS && quiet < 2; look++) {
            double before = jvmCpuMs() + postgresCpuMs();
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            quiet = jvmCpuMs() + postgresCpuMs() - before < QUIET_SHARE * LOOK_MS ? quiet + 1 : 0;
        }
    }

    /** Of the client with all scopes. */
    Credentials root() {
        return new Credentials(Secrets.ROOT_CLIENT, secrets.accessToken(Secrets.ROOT_CLIENT));
    }

    /** For calls with all scopes. */
    ClientOptions clientOptions() {
        return ClientOptions.builder(address.rootUrl()).credentials(root()).build();
    }

    /** A connection to the database as services make theirs: as administrator, or with the rights of a service. */
    Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(
                address.jdbcUrl() + "?prepareThreshold=1&options=-c%20plan_cache_mode=force_generic_plan",
                user.equals("postgres") ? user : "taskcluster_" + user.replace('-', '_'),
                secrets.databasePassword(user));
    }

    /** Transactions that the database has ended so far. */
    double transactions() throws SQLException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(STATISTICS_DELAY_MS);
        try (Statement statement = statistics.createStatement();
                ResultSet row = statement.executeQuery("select xact_commit + xact_rollback from pg_stat_database"
                        + " where datname = current_database()")) {
            row.next();
            return row.getDouble(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            statistics.close();
        } finally {
            stop.run();
        }
    }
}
