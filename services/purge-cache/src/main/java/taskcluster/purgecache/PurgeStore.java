package taskcluster.purgecache;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import taskcluster.postgres.Database;

/** The purge requests in the database. Each change of their table has a version, the next number in the order of commits. */
final class PurgeStore {
    /** The channel of notifications that there is a change. */
    static final String CHANNEL = "taskcluster_cache_purges";

    private static final int MAX_CHANGES = 1000;
    private static final Logger log = LoggerFactory.getLogger(PurgeStore.class);

    private final Database database;

    PurgeStore(Database database) {
        this.database = database;
    }

    /** Requests a purge as of now; returns the version of this change. */
    long request(String workerPoolId, String cacheName) {
        return database.call("purge_cache.request_purge", workerPoolId, cacheName)
                .single((row, _) -> row.getLong(1));
    }

    /** Tells other processes that there is a change. Should it fail, they find the change when they next look. */
    void notifyOthers() {
        try {
            database.call("purge_cache.notify_change").run();
        } catch (DataAccessException e) {
            log.debug("A notification was not sent", e);
        }
    }

    /** The purge requests of a pool that have not expired. */
    PoolPurges ofPool(String workerPoolId) {
        List<VersionedRow> rows = database.call("purge_cache.purge_requests", workerPoolId)
                .list((row, _) -> new VersionedRow(
                        row.getLong("version"),
                        row.getString("cache_name") == null ? null : request(workerPoolId, row)));
        List<PurgeRequest> requests = rows.stream()
                .map(VersionedRow::request)
                .filter(Objects::nonNull)
                .toList();
        return new PoolPurges(rows.getFirst().version(), requests);
    }

    private record VersionedRow(long version, @Nullable PurgeRequest request) {}

    /** The purge requests of all pools in the order of pool and cache: those that come after the given one. */
    List<PurgeRequest> all(@Nullable PurgeRequest after, int limit) {
        return database.call(
                        "purge_cache.all_purge_requests",
                        after == null ? null : after.workerPoolId(),
                        after == null ? null : after.cacheName(),
                        limit)
                .list((row, _) -> request(row.getString("worker_pool_id"), row));
    }

    /** What has changed since a version; if none is given, only which version there is. */
    Changes changes(@Nullable Long since) {
        List<PoolVersion> rows = database.call("purge_cache.changed_pools", since, MAX_CHANGES)
                .list((row, _) -> new PoolVersion(row.getLong("version"), row.getString("worker_pool_id")));
        Set<String> pools = rows.stream()
                .map(PoolVersion::workerPoolId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return new Changes(rows.getFirst().version(), pools, since != null && rows.size() < MAX_CHANGES);
    }

    private record PoolVersion(long version, @Nullable String workerPoolId) {}

    /** Deletes requests that expired before a time; returns how many. */
    int deleteExpired(Instant before, int limit) {
        return database.call("purge_cache.expire_purges", before, limit).single((row, _) -> row.getInt(1));
    }

    private static PurgeRequest request(String workerPoolId, ResultSet row) throws SQLException {
        return new PurgeRequest(
                workerPoolId, row.getString("cache_name"), instant(row, "before"), instant(row, "expires"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
