package taskcluster.object.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * An object to delete.
 *
 * @param goneBy when it expired, or its upload was given up
 */
public record ExpiredObject(String name, String backendId, Instant goneBy) {
    /** Comes before every object. */
    public static final ExpiredObject NONE = new ExpiredObject("", "", Instant.EPOCH);

    static ExpiredObject map(ResultSet row, int number) throws SQLException {
        return new ExpiredObject(
                row.getString("name"),
                row.getString("backend_id"),
                row.getObject("gone_by", OffsetDateTime.class).toInstant());
    }
}
