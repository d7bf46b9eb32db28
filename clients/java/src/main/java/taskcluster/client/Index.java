package taskcluster.client;

import static taskcluster.client.ApiMethod.Payload.JSON;
import static taskcluster.client.ApiMethod.Payload.NONE;
import static taskcluster.client.ApiMethod.Reply.ANY;
import static taskcluster.client.ApiMethod.Reply.OBJECT;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Index Service. The index finds tasks by names, so that one need not know their IDs: the latest build of
/// a branch, or the one of a revision.
///
/// A name is a path such as `project.app.latest.linux`. All but its last word is a namespace; namespaces
/// can be listed like folders. Under each path there is one task at a time, with a rank and any data.
///
/// ## How tasks get into the index
/// A task that has the route `index.<path>` is entered under that path when it completes. Its definition
/// may say more, in `extra.index`: `rank` (a whole number, 0 if not given), `data` (an object) and
/// `expires` (a time, at most that of the task). Tasks can also be entered with `insertTask`.
///
/// An entry replaces the one before it unless that one has a higher rank. So let the rank be a number that
/// grows, such as the time of the push, and an older task that completes later does not win.
///
/// Generated from the service's reference.
public final class Index {
    private static final ApiMethod DELETE_TASK =
            new ApiMethod("deleteTask", "DELETE", "/task/<namespace>", Set.of(), NONE, ANY);
    private static final ApiMethod FIND_TASK =
            new ApiMethod("findTask", "GET", "/task/<indexPath>", Set.of(), NONE, OBJECT);
    private static final ApiMethod FIND_TASKS_AT_INDEX = new ApiMethod(
            "findTasksAtIndex", "POST", "/tasks/indexes", Set.of("continuationToken", "limit"), JSON, OBJECT);
    private static final ApiMethod INSERT_TASK =
            new ApiMethod("insertTask", "PUT", "/task/<namespace>", Set.of(), JSON, OBJECT);
    private static final ApiMethod LIST_NAMESPACES = new ApiMethod(
            "listNamespaces", "GET", "/namespaces/<namespace>", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod LIST_TASKS =
            new ApiMethod("listTasks", "GET", "/tasks/<namespace>", Set.of("continuationToken", "limit"), NONE, OBJECT);
    private static final ApiMethod FIND_ARTIFACT_FROM_TASK =
            new ApiMethod("findArtifactFromTask", "GET", "/task/<indexPath>/artifacts/<name>", Set.of(), NONE, ANY);
    private static final ApiMethod HEARTBEAT = new ApiMethod("heartbeat", "GET", "/__heartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod LBHEARTBEAT =
            new ApiMethod("lbheartbeat", "GET", "/__lbheartbeat__", Set.of(), NONE, ANY);
    private static final ApiMethod PING = new ApiMethod("ping", "GET", "/ping", Set.of(), NONE, ANY);
    private static final ApiMethod VERSION = new ApiMethod("version", "GET", "/__version__", Set.of(), NONE, ANY);

    private final ServiceClient service;

    public Index(ClientOptions options) {
        this.service = new ServiceClient(options, "index", "v1");
    }

    public ClientOptions options() {
        return service.options();
    }

    /// Remove Task from Index.
    ///
    /// Removes the entry of a path; that there is none is no error. The task itself is left alone, and its
    /// namespaces are listed until they expire. An entry that this one had replaced does not come back.
    ///
    /// Scopes: `index:delete-task:<namespace>`.
    public void deleteTask(String namespace) {
        service.call(DELETE_TASK.at(namespace), Map.of(), null);
    }

    /// Find Indexed Task.
    ///
    /// Finds the task of a path. The answer is 404 if there is none or its entry has expired.
    ///
    /// Scopes: `index:find-task:<indexPath>`.
    public ObjectNode findTask(String indexPath) {
        return service.object(FIND_TASK.at(indexPath), Map.of(), null);
    }

    /// The URL of `findTask`, unsigned.
    public URI findTaskUrl(String indexPath) {
        return service.url(FIND_TASK.at(indexPath), Map.of());
    }

    /// The URL of `findTask`, signed for anybody's use for the given time.
    public URI findTaskSignedUrl(String indexPath, Duration life) {
        return service.signedUrl(FIND_TASK.at(indexPath), Map.of(), life);
    }

    /// Find Tasks at Indexes.
    ///
    /// Finds the tasks of many paths at once. Paths that have none are left out, so tell the results apart
    /// by their `namespace`, which is the whole path. They come in the order of their paths, each once.
    ///
    /// A page holds at most 1000 tasks, fewer if `limit` says so. Pass the `continuationToken` of a page,
    /// with the same paths, to get the next one; the last page has none.
    ///
    /// Scopes: `index:find-task:<indexPath>` for each `indexPath` of `indexPaths`.
    ///
    /// This method may still change.
    public ObjectNode findTasksAtIndex(Object payload) {
        return service.object(FIND_TASKS_AT_INDEX.at(), Map.of(), payload);
    }

    /// Find Tasks at Indexes.
    ///
    /// Finds the tasks of many paths at once. Paths that have none are left out, so tell the results apart
    /// by their `namespace`, which is the whole path. They come in the order of their paths, each once.
    ///
    /// A page holds at most 1000 tasks, fewer if `limit` says so. Pass the `continuationToken` of a page,
    /// with the same paths, to get the next one; the last page has none.
    ///
    /// Scopes: `index:find-task:<indexPath>` for each `indexPath` of `indexPaths`.
    ///
    /// This method may still change.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode findTasksAtIndex(Object payload, Map<String, String> query) {
        return service.object(FIND_TASKS_AT_INDEX.at(), query, payload);
    }

    /// All pages of `findTasksAtIndex`, fetched while the stream is read.
    public Stream<ObjectNode> findTasksAtIndexPages(Object payload, Map<String, String> query) {
        return service.pages(FIND_TASKS_AT_INDEX.at(), query, payload);
    }

    /// The `tasks` of all pages of `findTasksAtIndex`, fetched while the stream is read.
    public Stream<JsonNode> findTasksAtIndexStream(Object payload, Map<String, String> query) {
        return service.elements("tasks", FIND_TASKS_AT_INDEX.at(), query, payload);
    }

    /// Insert Task into Index.
    ///
    /// Enters a task under a path. If there is an entry of a higher `rank` already, it stays; one of the
    /// same rank or a lower one is replaced. The reply is the entry that is there now.
    ///
    /// Whether the task exists is not checked. Usually this method is not needed: a task with the route
    /// `index.<path>` is entered when it completes.
    ///
    /// Scopes: `index:insert-task:<namespace>`.
    public ObjectNode insertTask(String namespace, Object payload) {
        return service.object(INSERT_TASK.at(namespace), Map.of(), payload);
    }

    /// List Namespaces.
    ///
    /// Lists the namespaces right in a namespace, by name; those of the root if the namespace is empty.
    /// Made for people who look around: a program should know the paths that it wants.
    ///
    /// A page holds at most 1000 namespaces, fewer if `limit` says so. Pass the `continuationToken` of a
    /// page, with the same namespace, to get the next one; the last page has none.
    ///
    /// Scopes: `index:list-namespaces:<namespace>`.
    public ObjectNode listNamespaces(String namespace) {
        return service.object(LIST_NAMESPACES.at(namespace), Map.of(), null);
    }

    /// List Namespaces.
    ///
    /// Lists the namespaces right in a namespace, by name; those of the root if the namespace is empty.
    /// Made for people who look around: a program should know the paths that it wants.
    ///
    /// A page holds at most 1000 namespaces, fewer if `limit` says so. Pass the `continuationToken` of a
    /// page, with the same namespace, to get the next one; the last page has none.
    ///
    /// Scopes: `index:list-namespaces:<namespace>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listNamespaces(String namespace, Map<String, String> query) {
        return service.object(LIST_NAMESPACES.at(namespace), query, null);
    }

    /// All pages of `listNamespaces`, fetched while the stream is read.
    public Stream<ObjectNode> listNamespacesPages(String namespace, Map<String, String> query) {
        return service.pages(LIST_NAMESPACES.at(namespace), query, null);
    }

    /// The `namespaces` of all pages of `listNamespaces`, fetched while the stream is read.
    public Stream<JsonNode> listNamespacesStream(String namespace, Map<String, String> query) {
        return service.elements("namespaces", LIST_NAMESPACES.at(namespace), query, null);
    }

    /// The URL of `listNamespaces`, unsigned.
    public URI listNamespacesUrl(String namespace, Map<String, String> query) {
        return service.url(LIST_NAMESPACES.at(namespace), query);
    }

    /// The URL of `listNamespaces`, signed for anybody's use for the given time.
    public URI listNamespacesSignedUrl(String namespace, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_NAMESPACES.at(namespace), query, life);
    }

    /// List Tasks.
    ///
    /// Lists the tasks right in a namespace, by the last word of their paths; those of the root if the
    /// namespace is empty. Made for people who look around: a program should know the paths that it wants.
    ///
    /// A page holds at most 1000 tasks, fewer if `limit` says so. Pass the `continuationToken` of a page,
    /// with the same namespace, to get the next one; the last page has none.
    ///
    /// Scopes: `index:list-tasks:<namespace>`.
    public ObjectNode listTasks(String namespace) {
        return service.object(LIST_TASKS.at(namespace), Map.of(), null);
    }

    /// List Tasks.
    ///
    /// Lists the tasks right in a namespace, by the last word of their paths; those of the root if the
    /// namespace is empty. Made for people who look around: a program should know the paths that it wants.
    ///
    /// A page holds at most 1000 tasks, fewer if `limit` says so. Pass the `continuationToken` of a page,
    /// with the same namespace, to get the next one; the last page has none.
    ///
    /// Scopes: `index:list-tasks:<namespace>`.
    ///
    /// @param query any of `continuationToken`, `limit`
    public ObjectNode listTasks(String namespace, Map<String, String> query) {
        return service.object(LIST_TASKS.at(namespace), query, null);
    }

    /// All pages of `listTasks`, fetched while the stream is read.
    public Stream<ObjectNode> listTasksPages(String namespace, Map<String, String> query) {
        return service.pages(LIST_TASKS.at(namespace), query, null);
    }

    /// The `tasks` of all pages of `listTasks`, fetched while the stream is read.
    public Stream<JsonNode> listTasksStream(String namespace, Map<String, String> query) {
        return service.elements("tasks", LIST_TASKS.at(namespace), query, null);
    }

    /// The URL of `listTasks`, unsigned.
    public URI listTasksUrl(String namespace, Map<String, String> query) {
        return service.url(LIST_TASKS.at(namespace), query);
    }

    /// The URL of `listTasks`, signed for anybody's use for the given time.
    public URI listTasksSignedUrl(String namespace, Map<String, String> query, Duration life) {
        return service.signedUrl(LIST_TASKS.at(namespace), query, life);
    }

    /// Get Artifact From Indexed Task.
    ///
    /// Finds the task of a path and redirects (303) to an artifact of its latest run. Only the scope for
    /// the artifact is needed.
    ///
    /// If everybody may read an artifact of that name, the redirect leads to its content, or, where it
    /// cannot be told, to the queue. Otherwise it leads to a URL of the queue that is signed and valid for
    /// 15 minutes. Whether there is such an artifact is for the queue to say.
    ///
    /// Scopes: `queue:get-artifact:<name>`.
    public JsonNode findArtifactFromTask(String indexPath, String name) {
        return service.call(FIND_ARTIFACT_FROM_TASK.at(indexPath, name), Map.of(), null);
    }

    /// The URL of `findArtifactFromTask`, unsigned.
    public URI findArtifactFromTaskUrl(String indexPath, String name) {
        return service.url(FIND_ARTIFACT_FROM_TASK.at(indexPath, name), Map.of());
    }

    /// The URL of `findArtifactFromTask`, signed for anybody's use for the given time.
    public URI findArtifactFromTaskSignedUrl(String indexPath, String name, Duration life) {
        return service.signedUrl(FIND_ARTIFACT_FROM_TASK.at(indexPath, name), Map.of(), life);
    }

    /// Heartbeat.
    ///
    /// Checks what the service cannot work without, such as its database, and lists the result of each
    /// check.
    /// If one fails the status is 503.
    public JsonNode heartbeat() {
        return service.call(HEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `heartbeat`, unsigned.
    public URI heartbeatUrl() {
        return service.url(HEARTBEAT.at(), Map.of());
    }

    /// The URL of `heartbeat`, signed for anybody's use for the given time.
    public URI heartbeatSignedUrl(Duration life) {
        return service.signedUrl(HEARTBEAT.at(), Map.of(), life);
    }

    /// Load Balancer Heartbeat.
    ///
    /// Replies whenever the process is there, without looking at what it depends on.
    public JsonNode lbheartbeat() {
        return service.call(LBHEARTBEAT.at(), Map.of(), null);
    }

    /// The URL of `lbheartbeat`, unsigned.
    public URI lbheartbeatUrl() {
        return service.url(LBHEARTBEAT.at(), Map.of());
    }

    /// The URL of `lbheartbeat`, signed for anybody's use for the given time.
    public URI lbheartbeatSignedUrl(Duration life) {
        return service.signedUrl(LBHEARTBEAT.at(), Map.of(), life);
    }

    /// Ping Server.
    ///
    /// Replies at once, without doing anything. Says for how many seconds the service has been up.
    public JsonNode ping() {
        return service.call(PING.at(), Map.of(), null);
    }

    /// The URL of `ping`, unsigned.
    public URI pingUrl() {
        return service.url(PING.at(), Map.of());
    }

    /// The URL of `ping`, signed for anybody's use for the given time.
    public URI pingSignedUrl(Duration life) {
        return service.signedUrl(PING.at(), Map.of(), life);
    }

    /// Taskcluster Version.
    ///
    /// The version, commit, source and build of the running service.
    public JsonNode version() {
        return service.call(VERSION.at(), Map.of(), null);
    }

    /// The URL of `version`, unsigned.
    public URI versionUrl() {
        return service.url(VERSION.at(), Map.of());
    }

    /// The URL of `version`, signed for anybody's use for the given time.
    public URI versionSignedUrl(Duration life) {
        return service.signedUrl(VERSION.at(), Map.of(), life);
    }
}
