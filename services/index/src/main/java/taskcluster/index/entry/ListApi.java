package taskcluster.index.entry;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Page;
import taskcluster.api.Stability;
import taskcluster.index.entry.EntryApi.TaskList;
import tools.jackson.databind.JsonNode;

/** The API methods for browsing. Those that are POSTs are for old clients: they take the page from the body. */
public final class ListApi {
    private static final String CATEGORY = "Index Service";
    private static final int MAX_PAGE = 1000;

    private static final String NAMESPACES_ROUTE = "/namespaces/<namespace*>";
    private static final String NAMESPACES_SCOPES = "index:list-namespaces:<namespace>";
    private static final String NAMESPACES_OUTPUT = "v1/list-namespaces-response.json#";
    private static final String TASKS_ROUTE = "/tasks/<namespace*>";
    private static final String TASKS_SCOPES = "index:list-tasks:<namespace>";
    private static final String TASKS_OUTPUT = "v1/list-tasks-response.json#";
    private static final String PAGE_INPUT = "v1/list-namespaces-request.json#";

    private final IndexStore store;

    public ListApi(IndexStore store) {
        this.store = store;
    }

    @ApiMethod(
            name = "listNamespaces",
            verb = HttpVerb.GET,
            route = NAMESPACES_ROUTE,
            query = {"continuationToken", "limit"},
            scopes = NAMESPACES_SCOPES,
            output = NAMESPACES_OUTPUT,
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Namespaces",
            description = """
                    Lists the namespaces right in a namespace, by name; those of the root if the namespace is empty. Made \
                    for people who look around: a program should know the paths that it wants.

                    A page holds at most 1000 namespaces, fewer if `limit` says so. Pass the `continuationToken` of a page, \
                    with the same namespace, to get the next one; the last page has none.""")
    Object listNamespaces(ApiRequest request) {
        return namespaces(request.param("namespace"), request.page(MAX_PAGE));
    }

    @ApiMethod(
            name = "listNamespacesPost",
            verb = HttpVerb.POST,
            route = NAMESPACES_ROUTE,
            scopes = NAMESPACES_SCOPES,
            input = PAGE_INPUT,
            output = NAMESPACES_OUTPUT,
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "List Namespaces (POST)",
            description = "The same as `listNamespaces`, with `limit` and `continuationToken` in the body.",
            published = false)
    Object listNamespacesPost(ApiRequest request) {
        return namespaces(request.param("namespace"), pageOf(request.body()));
    }

    @ApiMethod(
            name = "listTasks",
            verb = HttpVerb.GET,
            route = TASKS_ROUTE,
            query = {"continuationToken", "limit"},
            scopes = TASKS_SCOPES,
            output = TASKS_OUTPUT,
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "List Tasks",
            description = """
                    Lists the tasks right in a namespace, by the last word of their paths; those of the root if the namespace \
                    is empty. Made for people who look around: a program should know the paths that it wants.

                    A page holds at most 1000 tasks, fewer if `limit` says so. Pass the `continuationToken` of a page, with \
                    the same namespace, to get the next one; the last page has none.""")
    Object listTasks(ApiRequest request) {
        return tasks(request.param("namespace"), request.page(MAX_PAGE));
    }

    @ApiMethod(
            name = "listTasksPost",
            verb = HttpVerb.POST,
            route = TASKS_ROUTE,
            scopes = TASKS_SCOPES,
            input = PAGE_INPUT,
            output = TASKS_OUTPUT,
            stability = Stability.DEPRECATED,
            category = CATEGORY,
            title = "List Tasks (POST)",
            description = "The same as `listTasks`, with `limit` and `continuationToken` in the body.",
            published = false)
    Object listTasksPost(ApiRequest request) {
        return tasks(request.param("namespace"), pageOf(request.body()));
    }

    private static Page pageOf(JsonNode body) {
        return Page.parse(
                body.path("limit").asString(), body.path("continuationToken").stringValue(null), MAX_PAGE);
    }

    private NamespaceList namespaces(String namespace, Page page) {
        List<Namespace> found = store.listNamespaces(namespace, after(page, namespace), page.size() + 1);
        return new NamespaceList(shown(found, page), token(namespace, found, page, Namespace::namespace));
    }

    private TaskList tasks(String namespace, Page page) {
        List<IndexedTask> found = store.listTasks(namespace, after(page, namespace), page.size() + 1);
        return new TaskList(shown(found, page), token(namespace, found, page, IndexedTask::namespace));
    }

    /** The name that a page comes after; empty for the first. */
    private static String after(Page page, String namespace) {
        return page.after().map(token -> after(token, namespace)).orElse("");
    }

    private static String after(JsonNode token, String namespace) {
        boolean isOurs = token.size() == 2
                && token.path(0).isString()
                && token.path(1).isString()
                && IndexPath.parse(token.path(1).stringValue()).isPresent();
        if (!isOurs) {
            throw ApiException.inputError("Invalid continuationToken", Map.of());
        }
        if (!token.path(0).stringValue().equals(namespace)) {
            throw ApiException.inputError("The continuationToken is that of another list", Map.of());
        }
        return token.path(1).stringValue();
    }

    private static <T> List<T> shown(List<T> found, Page page) {
        return found.size() <= page.size() ? found : found.subList(0, page.size());
    }

    /** Null for the last page. */
    private static <T> @Nullable String token(String namespace, List<T> found, Page page, Function<T, String> path) {
        if (found.size() <= page.size()) {
            return null;
        }
        String last = path.apply(found.get(page.size() - 1));
        return Page.token(namespace, IndexPath.of(last).name());
    }

    private record NamespaceList(
            List<Namespace> namespaces, @Nullable String continuationToken) {}
}
