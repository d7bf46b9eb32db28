package taskcluster.index.entry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.springframework.jdbc.core.RowMapper;
import taskcluster.core.Json;
import taskcluster.postgres.Database;
import taskcluster.postgres.JsonArg;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The entries and namespaces in the database. What has expired counts as absent, whether it was deleted yet or not. */
public final class IndexStore {
    private static final RowMapper<IndexedTask> TASK = (row, _) -> new IndexedTask(
            path(row, "namespace"),
            row.getString("task_id"),
            row.getInt("rank"),
            Json.MAPPER.readTree(row.getString("data")),
            instant(row, "expires"));

    private static final RowMapper<Namespace> NAMESPACE =
            (row, _) -> new Namespace(path(row, "parent"), row.getString("name"), instant(row, "expires"));

    private final Database database;
    private final Clock clock;

    public IndexStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Optional<IndexedTask> find(IndexPath path) {
        return database.call("index.find_task", path.namespace(), path.name(), clock.instant())
                .optional(TASK);
    }

    /** The entries of those of the paths that have one, in their order, so many at most. */
    List<IndexedTask> find(SortedSet<IndexPath> paths, int limit) {
        return database.call("index.find_tasks", namespaces(paths), names(paths), limit, clock.instant())
                .list(TASK);
    }

    /** Entries right in a namespace, by name. */
    List<IndexedTask> listTasks(String namespace, String after, int limit) {
        return database.call("index.list_tasks", namespace, after, limit, clock.instant())
                .list(TASK);
    }

    /** Namespaces right in a namespace, by name. */
    List<Namespace> listNamespaces(String namespace, String after, int limit) {
        return database.call("index.list_namespaces", namespace, after, limit, clock.instant())
                .list(NAMESPACE);
    }

    /**
     * Enters a task under paths, except where there is an entry of a higher rank.
     *
     * @return the entries that are there now, in the order of the paths
     */
    public List<IndexedTask> insert(SortedSet<IndexPath> paths, NewEntry entry) {
        return database.call(
                        "index.insert_tasks",
                        namespaces(paths),
                        names(paths),
                        entry.rank(),
                        entry.taskId(),
                        new JsonArg(entry.data().toString()),
                        entry.expires(),
                        clock.instant())
                .list(TASK);
    }

    /** A task that is to be entered under a path. */
    public record Insertion(IndexPath path, NewEntry entry) {
        private ObjectNode row() {
            ObjectNode row = Json.MAPPER.createObjectNode();
            row.put("namespace", path.namespace());
            row.put("name", path.name());
            row.put("rank", entry.rank());
            row.put("task_id", entry.taskId());
            row.set("data", entry.data());
            row.put("expires", entry.expires().toString());
            return row;
        }
    }

    /**
     * Enters tasks as if one after the other, in one transaction.
     *
     * @return the entries that are there now, one for each path
     */
    public List<IndexedTask> insertAll(List<Insertion> insertions) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        insertions.forEach(insertion -> rows.add(insertion.row()));
        return database.call("index.insert_entries", new JsonArg(rows.toString()), clock.instant())
                .list(TASK);
    }

    /** Deletes the entry of a path if there is one. */
    void delete(IndexPath path) {
        database.call("index.delete_task", path.namespace(), path.name()).run();
    }

    /** Deletes entries that have expired, so many at most; returns how many it were. */
    int expireTasks(int limit) {
        return expire("index.expire_tasks", limit);
    }

    /** Deletes namespaces that have expired, so many at most; returns how many it were. */
    int expireNamespaces(int limit) {
        return expire("index.expire_namespaces", limit);
    }

    private int expire(String function, int limit) {
        return database.call(function, clock.instant(), limit).single((row, _) -> row.getInt(1));
    }

    private static List<String> namespaces(Collection<IndexPath> paths) {
        return paths.stream().map(IndexPath::namespace).toList();
    }

    private static List<String> names(Collection<IndexPath> paths) {
        return paths.stream().map(IndexPath::name).toList();
    }

    private static String path(ResultSet row, String parent) throws SQLException {
        return new IndexPath(row.getString(parent), row.getString("name")).toString();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
