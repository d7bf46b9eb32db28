package taskcluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import taskcluster.db.ScratchDatabase;
import taskcluster.db.ScratchPostgres;
import taskcluster.postgres.ColumnEncryption.Key;
import taskcluster.postgres.KeyRotation.Outcome;

class KeyRotationTest {
    private static final int CLIENTS = 1_200;
    private static final ColumnEncryption OLD = keys("old");
    private static final ColumnEncryption BOTH = keys("old", "new");
    private static final ColumnEncryption NEW = keys("new");
    private static final Set<String> AUTH = Set.of("auth");

    private ScratchDatabase database;

    private static ColumnEncryption keys(String... ids) {
        return ColumnEncryption.fromKeys(
                Arrays.stream(ids).map(id -> new Key(id, key(id))).toList());
    }

    private static byte[] key(String id) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) id.charAt(0));
        return key;
    }

    @BeforeEach
    void create() throws SQLException {
        database = ScratchPostgres.get().create();
        Map<String, String> clients = new LinkedHashMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.put("client/" + i, OLD.encrypt("token of " + i));
        }
        addClients(clients);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void addClient(String clientId, String encrypted) throws SQLException {
        addClients(Map.of(clientId, encrypted));
    }

    private void addClients(Map<String, String> encrypted) throws SQLException {
        try (Connection connection = database.admin().getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into taskcluster.clients values"
                        + " (?, '', ?::jsonb, now(), false, '{}', false, now(), now(), now(), now())")) {
            for (Map.Entry<String, String> client : encrypted.entrySet()) {
                statement.setString(1, client.getKey());
                statement.setString(2, client.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.admin().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> column(String sql) throws SQLException {
        try (Connection connection = database.admin().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private Outcome rotate(ColumnEncryption encryption) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>();
        boolean complete = new KeyRotation(database.admin(), encryption).run(AUTH, outcomes::add);
        assertThat(outcomes).hasSize(1);
        assertThat(complete).isEqualTo(outcomes.getFirst().left() == 0);
        return outcomes.getFirst();
    }

    private static Outcome outcome(long replaced, long left) {
        return new Outcome("auth", "clients.encrypted_access_token", replaced, left);
    }

    private void assertAllReadable(ColumnEncryption encryption) throws SQLException {
        List<String> values = column("select encrypted_access_token from taskcluster.clients"
                + " where client_id like 'client/%' order by created, client_id collate \"C\"");
        assertThat(values.stream().map(encryption::decrypt))
                .hasSize(CLIENTS)
                .allMatch(token -> token.startsWith("token of "));
        assertThat(values.stream().map(encryption::decrypt).distinct()).hasSize(CLIENTS);
    }

    @Test
    void everyValueIsEncryptedWithTheNewestKey() throws SQLException {
        addClient("new/already", NEW.encrypt("x"));
        List<String> before = column("select last_modified || description from taskcluster.clients order by client_id");
        assertThat(rotate(BOTH)).isEqualTo(outcome(CLIENTS, 0));
        assertAllReadable(NEW);
        assertThat(column("select last_modified || description from taskcluster.clients order by client_id"))
                .isEqualTo(before);
    }

    @Test
    void aSecondRunHasNothingToDo() throws SQLException {
        rotate(BOTH);
        List<String> values = column("select encrypted_access_token from taskcluster.clients order by client_id");
        assertThat(rotate(BOTH)).isEqualTo(outcome(0, 0));
        assertThat(column("select encrypted_access_token from taskcluster.clients order by client_id"))
                .isEqualTo(values);
    }

    @Test
    void valuesOfUnknownKeysAreLeftAndCounted() throws SQLException {
        addClient("unknown/1", keys("lost").encrypt("x"));
        addClient("unknown/2", "{}");
        assertThat(rotate(BOTH)).isEqualTo(outcome(CLIENTS, 2));
        assertAllReadable(NEW);
        assertThat(rotate(keys("lost", "new"))).isEqualTo(outcome(1, 1));
    }

    @Test
    void aRunThatWasEndedIsContinued() throws SQLException {
        execute(
                "create function fail() returns trigger language plpgsql as 'begin raise ''no''; end'",
                "create trigger fail before update on taskcluster.clients for each row"
                        + " when (old.client_id = 'client/900') execute function fail()");
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> rotate(BOTH));
        int done = column("select 1 from taskcluster.clients where encrypted_access_token ->> 'kid' = 'new'")
                .size();
        assertThat(done).isBetween(1, CLIENTS - 1);
        assertAllReadable(BOTH);
        execute("drop trigger fail on taskcluster.clients");
        assertThat(rotate(BOTH)).isEqualTo(outcome(CLIENTS - done, 0));
        assertAllReadable(NEW);
    }

    @Test
    void severalRunsAtOnceDoTheWorkOnce() throws Exception {
        long replaced = 0;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Outcome> run = () -> rotate(BOTH);
            for (Future<Outcome> outcome : executor.invokeAll(List.of(run, run, run))) {
                assertThat(outcome.get().left()).isZero();
                replaced += outcome.get().replaced();
            }
        }
        assertThat(replaced).isEqualTo(CLIENTS);
        assertAllReadable(NEW);
    }

    @Test
    void whatChangesMeanwhileIsNotUndone() throws SQLException {
        String moved = NEW.encrypt("token of change");
        // The value changes between being read and being replaced.
        execute(
                "create table moved (value jsonb)",
                "insert into moved values ('" + moved + "')",
                "create function change() returns trigger language plpgsql as $$ begin"
                        + " if old.client_id = 'client/0' then"
                        + " update taskcluster.clients set encrypted_access_token = (select value from moved)"
                        + " where client_id = 'client/1'; end if; return new; end $$",
                "create trigger change after update on taskcluster.clients for each row execute function change()");
        rotate(BOTH);
        assertThat(
                        column("select encrypted_access_token from taskcluster.clients where client_id = 'client/1'")
                                .stream()
                                .map(NEW::decrypt))
                .containsExactly("token of change");
    }

    @Test
    void anyKeyOfATableWillDo() throws SQLException {
        execute(
                "create table taskcluster.\"Pairs\" (at timestamptz, n bigint, name text, \"encrypted x\" jsonb,"
                        + " primary key (name, n, at))",
                "insert into taskcluster.encrypted_columns values ('queue', 'Pairs', 'encrypted x')",
                "insert into taskcluster.\"Pairs\" select now() + i * interval '1 microsecond', i % 7, 'n' || i % 3, '"
                        + OLD.encrypt("pair") + "' from generate_series(1, 1300) i",
                "insert into taskcluster.\"Pairs\" values (now(), 0, '', null)");
        List<Outcome> outcomes = new ArrayList<>();
        KeyRotation rotation = new KeyRotation(database.admin(), BOTH);
        assertThat(rotation.services()).contains("auth", "queue");
        assertThat(rotation.run(Set.of("auth", "queue"), outcomes::add)).isTrue();
        assertThat(outcomes).containsExactly(outcome(CLIENTS, 0), new Outcome("queue", "Pairs.encrypted x", 1300, 0));
        assertThat(column("select \"encrypted x\" from taskcluster.\"Pairs\" where n is not null and name <> ''"))
                .hasSize(1300)
                .allMatch(value -> NEW.decrypt(value).equals("pair"));
    }
}
