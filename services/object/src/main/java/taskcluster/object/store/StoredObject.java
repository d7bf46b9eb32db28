package taskcluster.object.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import taskcluster.core.Json;
import tools.jackson.core.type.TypeReference;

/**
 * An object that can be downloaded.
 *
 * @param hashes by algorithm
 */
public record StoredObject(String projectId, String backendId, Instant expires, Map<String, String> hashes) {
    private static final TypeReference<Map<String, String>> HASHES = new TypeReference<>() {};

    static StoredObject map(ResultSet row, int number) throws SQLException {
        return new StoredObject(
                row.getString("project_id"),
                row.getString("backend_id"),
                row.getObject("expires", OffsetDateTime.class).toInstant(),
                hashes(row));
    }

    static Map<String, String> hashes(ResultSet row) throws SQLException {
        return Json.MAPPER.readValue(row.getString("hashes"), HASHES);
    }
}
