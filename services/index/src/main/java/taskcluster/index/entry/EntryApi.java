package taskcluster.index.entry;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiReply;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Page;
import taskcluster.api.Stability;
import tools.jackson.databind.JsonNode;

/** The API methods for entries whose paths are known. */
public final class EntryApi {
    private static final String CATEGORY = "Index Service";
    private static final int MAX_PAGE = 1000;

    private final IndexStore store;

    public EntryApi(IndexStore store) {
        this.store = store;
    }

    @ApiMethod(
            name = "findTask",
            verb = HttpVerb.GET,
            route = "/task/<indexPath>",
            scopes = "index:find-task:<indexPath>",
            output = "v1/indexed-task-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Find Indexed Task",
            description = "Finds the task of a path. The answer is 404 if there is none or its entry has expired.")
    Object findTask(ApiRequest request) {
        return store.find(IndexPath.of(request.param("indexPath"))).orElseThrow(EntryApi::notFound);
    }

    /** The error of a path that has no task. */
    public static ApiException notFound() {
        return ApiException.notFound("Indexed task not found", Map.of());
    }

    @ApiMethod(
            name = "findTasksAtIndex",
            verb = HttpVerb.POST,
            route = "/tasks/indexes",
            query = {"continuationToken", "limit"},
            scopes = "{AllOf: [{for: indexPath, in: indexPaths, each: 'index:find-task:<indexPath>'}]}",
            input = "v1/list-tasks-at-index.json#",
            output = "v1/list-tasks-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = CATEGORY,
            title = "Find Tasks at Indexes",
            description = """
                    Finds the tasks of many paths at once. Paths that have none are left out, so tell the results apart by \
                    their `namespace`, which is the whole path. They come in the order of their paths, each once.

                    A page holds at most 1000 tasks, fewer if `limit` says so. Pass the `continuationToken` of a page, with \
                    the same paths, to get the next one; the last page has none.""")
    Object findTasksAtIndex(ApiRequest request) {
        List<String> asked = request.body()
                .path("indexes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        request.authorize(Map.of("indexPaths", asked));
        // What is no path has no task; some of it could not even be looked for.
        NavigableSet<IndexPath> paths = new TreeSet<>(
                asked.stream().map(IndexPath::parse).flatMap(Optional::stream).toList());
        Page page = request.page(MAX_PAGE);
        SortedSet<IndexPath> wanted =
                page.after().map(token -> paths.tailSet(after(token), false)).orElse(paths);
        List<IndexedTask> found = store.find(wanted, page.size() + 1);
        boolean last = found.size() <= page.size();
        List<IndexedTask> shown = last ? found : found.subList(0, page.size());
        return new TaskList(shown, last ? null : Page.token(shown.getLast().namespace()));
    }

    private static IndexPath after(JsonNode token) {
        return Optional.of(token.path(0))
                .filter(path -> token.size() == 1 && path.isString())
                .flatMap(path -> IndexPath.parse(path.stringValue()))
                .orElseThrow(() -> ApiException.inputError("Invalid continuationToken", Map.of()));
    }

    @ApiMethod(
            name = "insertTask",
            verb = HttpVerb.PUT,
            route = "/task/<namespace>",
            scopes = "index:insert-task:<namespace>",
            input = "v1/insert-task-request.json#",
            output = "v1/indexed-task-response.json#",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Insert Task into Index",
            description = """
                    Enters a task under a path. If there is an entry of a higher `rank` already, it stays; one of the same \
                    rank or a lower one is replaced. The reply is the entry that is there now.

                    Whether the task exists is not checked. Usually this method is not needed: a task with the route \
                    `index.<path>` is entered when it completes.""")
    Object insertTask(ApiRequest request) {
        NewEntry entry = NewEntry.of(request.body());
        SortedSet<IndexPath> paths = new TreeSet<>(List.of(IndexPath.of(request.param("namespace"))));
        return store.insert(paths, entry).getFirst();
    }

    @ApiMethod(
            name = "deleteTask",
            verb = HttpVerb.DELETE,
            route = "/task/<namespace>",
            scopes = "index:delete-task:<namespace>",
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Remove Task from Index",
            description = """
                    Removes the entry of a path; that there is none is no error. The task itself is left alone, and its \
                    namespaces are listed until they expire. An entry that this one had replaced does not come back.""")
    ApiReply deleteTask(ApiRequest request) {
        store.delete(IndexPath.of(request.param("namespace")));
        return ApiReply.of(200, Map.of());
    }

    record TaskList(List<IndexedTask> tasks, @Nullable String continuationToken) {}
}
