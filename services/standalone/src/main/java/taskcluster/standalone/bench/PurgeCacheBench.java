package taskcluster.standalone.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tc bench purge-cache}: how many polls of workers a second one process answers. */
@Command(
        name = "purge-cache",
        mixinStandardHelpOptions = true,
        description = "Measures purgeRequests of many worker pools beside the query that it would cost without memory.",
        sortOptions = false)
final class PurgeCacheBench implements Callable<Integer> {
    private static final String API = "/api/purge-cache/v1/purge-cache/";
    /** Every so many pools have a purge request, as after a bad day. */
    private static final int POOLS_A_REQUEST = 10;
    /** So many polls come on a purge, in the phase that has some; far fewer than in any deployment. */
    private static final int POLLS_A_PURGE = 1000;

    @Option(
            names = "--seconds",
            defaultValue = "8",
            description = "How long each phase lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--concurrency",
            defaultValue = "32",
            description = "Requests in flight, for the API and over JDBC alike (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--pools",
            defaultValue = "10000",
            description = "Worker pools that are polled (default: ${DEFAULT-VALUE}).")
    private int pools;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        Bench.onOwnServer(this::measure);
        return 0;
    }

    private void measure(Server server) throws Exception {
        fill(server);
        Load load = new Load(server);
        Duration phase = Duration.ofSeconds(seconds);
        out.printf(
                "%d processors, %d requests in flight, %d s a phase; %d pools, one in %d with a purge request%n%n",
                Runtime.getRuntime().availableProcessors(), concurrency, seconds, pools, POOLS_A_REQUEST);
        load.run("warm-up", concurrency, phase, poll(server, 0));
        load.run("every pool once", concurrency, Duration.ofMinutes(5), pollEachOnce(server));

        out.println(Row.HEAD);
        Measurement direct = load.run("  purge_requests", concurrency, phase, query(server));
        Row.print(out, load.run("purgeRequests", concurrency, phase, poll(server, 0)), direct);
        Row.print(out, load.run("the same, and purges", concurrency, phase, poll(server, POLLS_A_PURGE)), direct);
        Row.print(out, load.run("ping", concurrency, phase, new ApiCalls(server, "bench/ping").ping()), null);
        Row.print(out, direct, null);
    }

    private void fill(Server server) throws IOException, SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("select purge_cache.request_purge('bench/pool-' || i, 'checkouts')"
                    + " from generate_series(0, " + (pools - 1) + ", " + POOLS_A_REQUEST + ") i");
        }
    }

    private String anyPool() {
        return pool(ThreadLocalRandom.current().nextInt(pools));
    }

    private static String pool(int number) {
        return "bench/pool-" + number;
    }

    /** @param pollsAPurge after so many polls comes a purge; 0 for none */
    private Load.CallerFactory poll(Server server, int pollsAPurge) {
        return () -> new ApiCalls.ApiCaller(server) {
            private int calls;

            @Override
            public boolean call() throws IOException {
                calls++;
                if (pollsAPurge > 0 && calls % pollsAPurge == 0) {
                    send("POST", API + anyPool(), "{\"cacheName\":\"checkouts\"}");
                } else {
                    send("GET", API + anyPool(), "");
                }
                return true;
            }
        };
    }

    private Load.CallerFactory pollEachOnce(Server server) {
        AtomicInteger next = new AtomicInteger();
        return () -> new ApiCalls.ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                int number = next.getAndIncrement();
                if (number >= pools) {
                    return false;
                }
                send("GET", API + pool(number), "");
                return true;
            }
        };
    }

    /** The query that a poll costs when its pool is not in memory. */
    private Load.CallerFactory query(Server server) {
        return () -> new Query(server.connect("purge-cache"));
    }

    private final class Query implements Load.Caller {
        private final Connection connection;
        private final PreparedStatement statement;

        Query(Connection connection) throws SQLException {
            this.connection = connection;
            this.statement = connection.prepareStatement("select * from purge_cache.purge_requests(?)");
        }

        @Override
        public boolean call() throws SQLException {
            statement.setString(1, anyPool());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
