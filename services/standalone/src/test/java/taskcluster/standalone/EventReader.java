package taskcluster.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Reads a deployment's whole event log with the rights of a service, as a consumer would. */
final class EventReader {
    private EventReader() {}

    /** A change that an event announces. */
    record Change(String exchange, String taskId, int runId) {}

    static List<Change> readAll(StandaloneProcess deployment) {
        List<Change> changes = new ArrayList<>();
        try (Connection connection = connect(deployment);
                Statement statement = connection.createStatement();
                ResultSet events =
                        statement.executeQuery("select exchange, payload from pulse.read_events(0, 10000000)")) {
            while (events.next()) {
                JsonNode payload = Json.MAPPER.readTree(events.getString(2));
                String exchange = events.getString(1);
                changes.add(new Change(
                        exchange.substring(exchange.lastIndexOf('/') + 1),
                        payload.path("status").path("taskId").asString(""),
                        payload.path("runId").asInt(-1)));
            }
            return changes;
        } catch (SQLException e) {
            throw new AssertionError("can't read the event log", e);
        }
    }

    /** The embedded database, as the queue's role. */
    static Connection connect(StandaloneProcess deployment) throws SQLException {
        return connect(deployment, "taskcluster_queue", "queue");
    }

    static Connection connectAsAdministrator(StandaloneProcess deployment) throws SQLException {
        return connect(deployment, "postgres", "postgres");
    }

    private static Connection connect(StandaloneProcess deployment, String user, String passwordOf)
            throws SQLException {
        try {
            String port = Files.readAllLines(deployment.data().resolve("postgres/postmaster.pid"))
                    .get(3)
                    .strip();
            Secrets secrets = Secrets.loadOrCreate(deployment.data().resolve("secrets.json"));
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/postgres", user, secrets.databasePassword(passwordOf));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
