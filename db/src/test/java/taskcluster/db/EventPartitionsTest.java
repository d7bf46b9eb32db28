package taskcluster.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventPartitionsTest {
    private static final String TODAY = "(now() at time zone 'UTC')::date";

    private ScratchDatabase database;

    @BeforeEach
    void create() {
        database = ScratchPostgres.get().create();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private String nameOf(int daysFromToday) throws SQLException {
        return Sql.value(
                database.admin(), "select 'events_' || to_char(" + TODAY + " + " + daysFromToday + ", 'YYYYMMDD')");
    }

    private List<String> maintain(String retention) throws SQLException {
        return Sql.column(
                database.as("queue"),
                "select action || ' ' || partition_name from pulse.maintain_partitions('" + retention + "')");
    }

    /** An event of that day, written straight into the table. */
    private void insert(int daysFromToday, String key) throws SQLException {
        Sql.execute(
                database.admin(),
                "insert into taskcluster.events (xid, created, exchange, routing_key, cc, payload)"
                        + " values (pg_current_xact_id(), now() + interval '" + daysFromToday + " days', 'x', '" + key
                        + "', '{}', '{}')");
    }

    private void addPartition(int daysFromToday) throws SQLException {
        Sql.execute(database.admin(), "select taskcluster.add_event_partition(" + TODAY + " + " + daysFromToday + ")");
    }

    private List<String> read() throws SQLException {
        return Sql.column(database.as("queue"), "select routing_key from pulse.read_events(0, 100)");
    }

    @Test
    void theComingWeekIsPrepared() throws SQLException {
        assertThat(maintain("7 days")).isEmpty();
        Sql.execute(database.admin(), "drop table taskcluster." + nameOf(3));
        assertThat(maintain("7 days")).containsExactly("added " + nameOf(3));
        assertThat(maintain("7 days")).isEmpty();
        insert(3, "later");
        assertThat(Sql.value(database.admin(), "select count(*) from taskcluster." + nameOf(3)))
                .isEqualTo("1");
    }

    @Test
    void whatFoundNoPartitionIsMovedIntoItsOwn() throws SQLException {
        insert(20, "a");
        insert(21, "b");
        insert(20, "c");
        assertThat(Sql.value(database.admin(), "select count(*) from taskcluster.events_default"))
                .isEqualTo("3");
        addPartition(20);
        assertThat(Sql.column(database.admin(), "select routing_key from taskcluster." + nameOf(20) + " order by id"))
                .containsExactly("a", "c");
        assertThat(Sql.column(database.admin(), "select routing_key from taskcluster.events_default"))
                .containsExactly("b");
        assertThat(read()).containsExactly("a", "b", "c");
    }

    @Test
    void daysBeyondTheRetentionAreDroppedWhole() throws SQLException {
        addPartition(-9);
        addPartition(-7);
        insert(-9, "old");
        insert(-7, "young");
        assertThat(maintain("7 days")).containsExactly("dropped " + nameOf(-9));
        assertThat(read()).containsExactly("young");
    }

    @Test
    void aDayThatADurableReaderHasYetToReadIsKeptFourTimesAsLong() throws SQLException {
        addPartition(-9);
        addPartition(-30);
        insert(-30, "very old");
        insert(-9, "old");
        Sql.execute(database.as("queue"), "select pulse.put_cursor('slow', 0)");
        assertThat(maintain("7 days")).containsExactly("dropped " + nameOf(-30), "kept " + nameOf(-9));
        Sql.execute(database.as("queue"), "select pulse.put_cursor('slow', 2)");
        assertThat(maintain("7 days")).containsExactly("dropped " + nameOf(-9));
    }

    @Test
    void aForgottenReaderKeepsNothing() throws SQLException {
        addPartition(-9);
        insert(-9, "old");
        Sql.execute(database.as("queue"), "select pulse.put_cursor('gone', 0)", "select pulse.forget_consumer('gone')");
        assertThat(maintain("7 days")).containsExactly("dropped " + nameOf(-9));
    }

    @Test
    void aPartitionInUseIsLeftToTheNextRunAndWritersGoOn() throws SQLException {
        addPartition(-9);
        insert(-9, "old");
        try (Connection reader = database.admin().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select from taskcluster." + nameOf(-9));
            assertThat(maintain("7 days")).containsExactly("busy " + nameOf(-9));
            insert(0, "new");
            reader.rollback();
        }
        assertThat(maintain("7 days")).containsExactly("dropped " + nameOf(-9));
    }

    @Test
    void onlyOneSessionMaintains() throws SQLException {
        addPartition(-9);
        try (Connection other = database.admin().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtextextended('taskcluster.events', 0))");
            assertThat(maintain("7 days")).isEmpty();
            other.rollback();
        }
        assertThat(maintain("7 days")).hasSize(1);
    }
}
