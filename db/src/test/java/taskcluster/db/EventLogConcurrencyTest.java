package taskcluster.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * Many writers whose transactions change several entities, pause between that and sometimes roll back, against a reader that
 * follows the log: it must see each committed event once, none of the rolled back, and those of one entity in the order of
 * their commits.
 */
class EventLogConcurrencyTest {
    private static final int WRITERS = 12;
    private static final int TRANSACTIONS = 60;
    private static final int ENTITIES = 5;
    private static final int BATCH = 7;

    private record Seen(int entity, int version) {}

    @Test
    void aReaderThatFollowsTheLogMissesNothingAndSeesNothingTwice() throws Exception {
        try (ScratchDatabase database = ScratchPostgres.get().create()) {
            run(database.admin(), database.as("queue"));
        }
    }

    /** The whole scenario, on a database without other events. */
    static void run(DataSource admin, DataSource service) throws Exception {
        prepare(admin);
        AtomicBoolean written = new AtomicBoolean();
        int committed = 0;
        List<Seen> seen;
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<List<Seen>> reader = threads.submit(() -> follow(service, written));
            List<Future<Integer>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(seed -> threads.submit(() -> write(admin, new Random(seed))))
                    .toList();
            for (Future<Integer> writer : writers) {
                committed += writer.get();
            }
            written.set(true);
            seen = reader.get();
        }
        assertThat(committed).isBetween(WRITERS * TRANSACTIONS / 2, WRITERS * TRANSACTIONS - 1);
        assertThat(seen).hasSameSizeAs(new HashSet<>(seen));
        Map<Integer, List<Integer>> versions = new TreeMap<>();
        seen.forEach(event ->
                versions.computeIfAbsent(event.entity(), _ -> new ArrayList<>()).add(event.version()));
        assertThat(versions).hasSize(ENTITIES);
        versions.forEach((entity, order) -> assertThat(order)
                .as("versions of entity %s", entity)
                .isEqualTo(IntStream.rangeClosed(1, lastVersion(admin, entity))
                        .boxed()
                        .toList()));
    }

    private static void prepare(DataSource admin) throws SQLException {
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table taskcluster.entities (id integer primary key, version integer not null)");
            statement.execute(
                    "insert into taskcluster.entities select i, 0 from generate_series(1, " + ENTITIES + ") i");
        }
    }

    private static int lastVersion(DataSource admin, int entity) {
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select version from taskcluster.entities where id = " + entity)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int write(DataSource admin, Random random) throws SQLException {
        int committed = 0;
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                for (int entity = 1; entity <= ENTITIES; entity++) {
                    if (random.nextInt(2) == 0) {
                        change(statement, entity, random.nextInt(4));
                    }
                }
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed++;
                }
            }
        }
        return committed;
    }

    private static void change(Statement statement, int entity, int pauseMillis) throws SQLException {
        statement.execute("select from taskcluster.entities where id = " + entity + " for update");
        statement.execute("update taskcluster.entities set version = version + 1 where id = " + entity);
        statement.execute("select taskcluster.append_event('x', e.id || '.' || e.version, null, '{}')"
                + " from taskcluster.entities e where id = " + entity);
        statement.execute("select pg_sleep(" + pauseMillis / 1000.0 + ")");
    }

    private static List<Seen> follow(DataSource service, AtomicBoolean written) throws SQLException {
        try (Connection connection = service.getConnection()) {
            return new Follower(connection).follow(written);
        }
    }

    /** The rules of reading the log, in their simplest form. */
    private static final class Follower {
        private final Connection connection;
        private final List<Seen> seen = new ArrayList<>();
        private long position;
        private long complete;
        private int gaps;

        Follower(Connection connection) {
            this.connection = connection;
        }

        List<Seen> follow(AtomicBoolean written) throws SQLException {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            try (PreparedStatement read = connection.prepareStatement("select * from pulse.read_events(?, ?)")) {
                while (System.nanoTime() < deadline) {
                    boolean last = written.get();
                    read.setLong(1, position);
                    read.setInt(2, BATCH);
                    boolean gap;
                    try (ResultSet rows = read.executeQuery()) {
                        gap = takeUpToGap(rows);
                    }
                    if (gap) {
                        gaps++;
                        waitForWriters();
                    } else if (last && position == lastId()) {
                        assertThat(gaps).as("gaps that the reader met").isGreaterThan(10);
                        return seen;
                    }
                }
            }
            throw new AssertionError("The reader did not come to the end");
        }

        private boolean takeUpToGap(ResultSet rows) throws SQLException {
            while (rows.next()) {
                long id = rows.getLong("id");
                if (id > Math.max(position, complete) + 1) {
                    return true;
                }
                position = id;
                String[] key = rows.getString("routing_key").split("\\.");
                seen.add(new Seen(Integer.parseInt(key[0]), Integer.parseInt(key[1])));
            }
            return false;
        }

        private void waitForWriters() throws SQLException {
            Array writers;
            long end;
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select * from pulse.end_of_log()")) {
                row.next();
                end = row.getLong("id");
                writers = row.getArray("writers");
            }
            try (PreparedStatement running = connection.prepareStatement("select pulse.any_writing(?)")) {
                running.setArray(1, writers);
                boolean any;
                do {
                    try (ResultSet row = running.executeQuery()) {
                        row.next();
                        any = row.getBoolean(1);
                    }
                } while (any);
            }
            complete = end;
        }

        private long lastId() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select max(id) from pulse.read_events(0, 1000000)")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
