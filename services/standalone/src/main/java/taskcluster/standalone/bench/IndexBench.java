package taskcluster.standalone.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import taskcluster.core.Json;
import taskcluster.core.Slugid;

/** {@code tc bench index}: measures finding and inserting among many entries. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description =
                "Measures findTask and insertTask among many entries, beside the same stored functions called straight"
                        + " over JDBC.",
        sortOptions = false)
final class IndexBench implements Callable<Integer> {
    private static final String INDEX = "/api/index/v1";
    private static final int ENTRIES_A_NAMESPACE = 1000;
    private static final Duration LIFE = Duration.ofDays(365);

    @Option(
            names = "--entries",
            defaultValue = "1000000",
            description = "How many entries there are before anything is measured (default: ${DEFAULT-VALUE}).")
    private int entries;

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

    private final PrintStream out = System.out;
    private final Instant expires = Instant.now().plus(LIFE);

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
                "%d processors, %d entries, %d requests in flight, %d s a phase%n%n",
                Runtime.getRuntime().availableProcessors(), entries, concurrency, seconds);
        load.run("warm-up", concurrency, phase, findTask(server));
        load.run("warm-up", concurrency, phase, insertTask(server));

        out.println(Row.HEAD);
        Measurement directFind = load.run("  index.find_task", concurrency, phase, directFind(server));
        Measurement directInsert = load.run("  index.insert_tasks", concurrency, phase, directInsert(server));
        Measurement find = load.run("findTask", concurrency, phase, findTask(server));
        Measurement insert = load.run("insertTask", concurrency, phase, insertTask(server));
        Row.print(out, find, directFind);
        Row.print(out, insert, directInsert);
        Row.print(out, directFind, null);
        Row.print(out, directInsert, null);
    }

    /** All at once, as no client could. */
    private void fill(Server server) throws IOException, SQLException {
        try (Connection connection = server.connect("postgres");
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("insert into taskcluster.indexed_tasks (namespace, name, rank, task_id, data, expires)"
                    + " select 'bench.n' || n / " + ENTRIES_A_NAMESPACE + ", 'e' || n, 0, '" + Slugid.nice()
                    + "', '{\"revision\": \"abc\"}', now() + interval '1 year' from generate_series(0, " + (entries - 1)
                    + ") n");
            statement.execute("vacuum analyze taskcluster.indexed_tasks");
        }
    }

    private int anyEntry() {
        return ThreadLocalRandom.current().nextInt(entries);
    }

    private static String namespaceOf(int entry) {
        return "bench.n" + entry / ENTRIES_A_NAMESPACE;
    }

    private Load.CallerFactory findTask(Server server) {
        return () -> new ApiCalls.ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                int entry = anyEntry();
                send("GET", INDEX + "/task/" + namespaceOf(entry) + ".e" + entry, "");
                return true;
            }
        };
    }

    /** Each under a path of its own, in a namespace that there is. */
    private Load.CallerFactory insertTask(Server server) {
        return () -> new ApiCalls.ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                String taskId = Slugid.nice();
                send(
                        "PUT",
                        INDEX + "/task/" + namespaceOf(anyEntry()) + "." + taskId,
                        "{\"taskId\":\"" + taskId + "\",\"rank\":0,\"data\":{\"revision\":\"abc\"},\"expires\":\""
                                + Json.timestamp(expires) + "\"}");
                return true;
            }
        };
    }

    private Load.CallerFactory directFind(Server server) {
        return () -> new DirectCalls.Statement(server, "index", "select * from index.find_task(?, ?, ?)") {
            @Override
            public boolean call() throws SQLException {
                int entry = anyEntry();
                statement.setString(1, namespaceOf(entry));
                statement.setString(2, "e" + entry);
                set(3, Instant.now());
                requireRow();
                return true;
            }
        };
    }

    private Load.CallerFactory directInsert(Server server) {
        return () ->
                new DirectCalls.Statement(
                        server,
                        "index",
                        "select * from index.insert_tasks(?, ?, 0, ?, '{\"revision\": \"abc\"}', ?, ?)") {
                    @Override
                    public boolean call() throws SQLException {
                        String taskId = Slugid.nice();
                        statement.setArray(1, texts(namespaceOf(anyEntry())));
                        statement.setArray(2, texts(taskId));
                        statement.setString(3, taskId);
                        set(4, expires);
                        set(5, Instant.now());
                        requireRow();
                        return true;
                    }

                    private Array texts(String text) throws SQLException {
                        return connection.createArrayOf("text", new String[] {text});
                    }
                };
    }
}
