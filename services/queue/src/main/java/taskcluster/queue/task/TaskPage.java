package taskcluster.queue.task;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiRequest;
import taskcluster.api.Page;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;

/**
 * Which part of a list of tasks a request asks for; lists are in the order of task IDs.
 *
 * @param after the last task of the page before, {@code ""} for the first page
 * @param size how many tasks at most, 1..1000
 */
public record TaskPage(String after, int size) {
    private static final int MAX_SIZE = 1000;

    /**
     * Reads it from the query of a request.
     *
     * @throws ApiException 400 if the limit or the token is not valid
     */
    public static TaskPage of(ApiRequest request) {
        Page page = request.page(MAX_SIZE);
        return new TaskPage(page.after().map(TaskPage::taskIdIn).orElse(""), page.size());
    }

    private static String taskIdIn(JsonNode token) {
        String taskId = token.size() == 1 ? token.path(0).asString("") : "";
        if (!Slugid.isValid(taskId)) {
            throw ApiException.inputError("Invalid continuation token", Map.of());
        }
        return taskId;
    }

    /** How many rows to read: one more than fit, to see whether there is a next page. */
    public int limit() {
        return size + 1;
    }

    /** Those of the rows that fit. */
    public List<TaskRow> cut(List<TaskRow> rows) {
        return rows.size() <= size ? rows : rows.subList(0, size);
    }

    /** Those of the rows that fit, as they are to be shown. */
    <T> List<T> cut(List<TaskRow> rows, Function<TaskRow, T> shown) {
        return cut(rows).stream().map(shown).toList();
    }

    /** The token for the next page, null if there is none. */
    public @Nullable String next(List<TaskRow> rows) {
        return rows.size() <= size ? null : Page.token(rows.get(size - 1).taskId());
    }
}
