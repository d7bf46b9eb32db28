package taskcluster.index.artifact;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiReply;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.client.ApiCallException;
import taskcluster.client.ClientOptions;
import taskcluster.client.Queue;
import taskcluster.index.entry.EntryApi;
import taskcluster.index.entry.IndexPath;
import taskcluster.index.entry.IndexStore;

/** The API method that leads from a path to an artifact. */
public final class ArtifactApi {
    private static final Logger log = LoggerFactory.getLogger(ArtifactApi.class);
    private static final int SEE_OTHER = 303;

    private final IndexStore store;
    private final AnonymousScopes anonymous;
    private final Queue queue;

    /** @param queue with the credentials of the index */
    public ArtifactApi(IndexStore store, AnonymousScopes anonymous, Queue queue) {
        this.store = store;
        this.anonymous = anonymous;
        this.queue = queue;
    }

    @ApiMethod(
            name = "findArtifactFromTask",
            verb = HttpVerb.GET,
            route = "/task/<indexPath>/artifacts/<name*>",
            scopes = "queue:get-artifact:<name>",
            stability = Stability.STABLE,
            category = "Index Service",
            title = "Get Artifact From Indexed Task",
            description = """
                    Finds the task of a path and redirects (303) to an artifact of its latest run. Only the scope for the \
                    artifact is needed.

                    If everybody may read an artifact of that name, the redirect leads to its content, or, where it cannot be \
                    told, to the queue. Otherwise it leads to a URL of the queue that is signed and valid for 15 minutes. \
                    Whether there is such an artifact is for the queue to say.""")
    Object findArtifactFromTask(ApiRequest request) {
        String name = request.param("name");
        IndexPath path = IndexPath.of(request.param("indexPath"));
        String taskId = store.find(path).orElseThrow(EntryApi::notFound).taskId();
        String url = anonymous.satisfy("queue:get-artifact:" + name)
                ? publicUrl(taskId, name)
                : queue.getLatestArtifactSignedUrl(taskId, name, ClientOptions.SIGNED_URL_LIFE)
                        .toString();
        return ApiReply.redirect(SEE_OTHER, url, Map.of("url", url));
    }

    private String publicUrl(String taskId, String name) {
        @Nullable String content = contentUrl(taskId, name);
        return content == null || content.isEmpty()
                ? queue.getLatestArtifactUrl(taskId, name).toString()
                : content;
    }

    /** Where the content is; null if it is nowhere or the queue does not say. */
    private @Nullable String contentUrl(String taskId, String name) {
        try {
            return queue.latestArtifact(taskId, name).path("url").stringValue(null);
        } catch (ApiCallException refused) {
            log.debug("The queue does not say where {} of task {} is", name, taskId, refused);
            return null;
        }
    }
}
