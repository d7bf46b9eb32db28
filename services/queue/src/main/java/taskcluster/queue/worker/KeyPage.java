package taskcluster.queue.worker;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiRequest;
import taskcluster.api.Page;
import tools.jackson.databind.JsonNode;

/**
 * Which part of a list a request asks for.
 *
 * @param after the key of the last row of the page before, or a key before all others
 * @param size how many rows at most, 1..1000
 */
record KeyPage(List<String> after, int size) {
    private static final int MAX_SIZE = 1000;
    private static final String BEFORE_ALL_TIMES = "-infinity";
    /** What names of workers and task queues, and IDs of tasks, consist of. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_/-]{1,77}");
    /** As {@link Instant} writes it, with a year that the database knows as well. */
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,18}Z");

    /**
     * Of a list in the order of so many names.
     *
     * @throws ApiException 400 if the limit or the token is not valid
     */
    static KeyPage byNames(ApiRequest request, int names) {
        Page page = request.page(MAX_SIZE);
        List<String> first = List.of("", "").subList(0, names);
        return new KeyPage(page.after().map(token -> names(token, names)).orElse(first), page.size());
    }

    /**
     * Of a list of runs in the order of a time and the ID of the task.
     *
     * @throws ApiException 400 if the limit or the token is not valid
     */
    static KeyPage byTime(ApiRequest request) {
        Page page = request.page(MAX_SIZE);
        return new KeyPage(page.after().map(KeyPage::timeAndName).orElse(List.of(BEFORE_ALL_TIMES, "")), page.size());
    }

    private static List<String> names(JsonNode token, int count) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : token) {
            names.add(matching(NAME, name));
        }
        if (names.size() != count) {
            throw invalidToken();
        }
        return names;
    }

    private static List<String> timeAndName(JsonNode token) {
        if (token.size() != 2) {
            throw invalidToken();
        }
        String time = matching(TIME, token.path(0));
        try {
            return List.of(Instant.parse(time).toString(), matching(NAME, token.path(1)));
        } catch (DateTimeException e) {
            throw invalidToken();
        }
    }

    private static String matching(Pattern pattern, JsonNode value) {
        String text = value.isString() ? value.asString() : "";
        if (!pattern.matcher(text).matches()) {
            throw invalidToken();
        }
        return text;
    }

    private static ApiException invalidToken() {
        return ApiException.inputError("Invalid continuation token", Map.of());
    }

    /** How many rows to read: one more than fit, to see whether there is a next page. */
    int limit() {
        return size + 1;
    }

    /** Those of the rows that fit, as they are to be shown. */
    <R, T> List<T> cut(List<R> rows, Function<R, T> shown) {
        return rows.stream().limit(size).map(shown).toList();
    }

    /** The token for the next page, null if there is none. */
    <R> @Nullable String next(List<R> rows, Function<R, List<?>> key) {
        return rows.size() <= size
                ? null
                : Page.token(key.apply(rows.get(size - 1)).toArray());
    }
}
