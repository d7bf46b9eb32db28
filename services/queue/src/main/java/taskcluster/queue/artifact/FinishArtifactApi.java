package taskcluster.queue.artifact;

import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;

/** The method that ends the upload of an artifact to the object service. */
public final class FinishArtifactApi {
    private final ObjectArtifacts objects;

    FinishArtifactApi(ObjectArtifacts objects) {
        this.objects = objects;
    }

    @ApiMethod(
            verb = HttpVerb.PUT,
            route = "/task/<taskId>/runs/<runId>/artifacts/<name*>",
            name = "finishArtifact",
            scopes = "queue:create-artifact:<taskId>/<runId>",
            input = "v1/finish-artifact-request.json#",
            stability = Stability.STABLE,
            category = "Artifacts",
            title = "Finish Artifact",
            description = """
                    Declares the content of an `object` artifact complete: from now on it can be read, and that is
                    announced. The object service must have finished its upload; give the `uploadId` that `createArtifact`
                    returned. The run may have ended meanwhile.

                    The call can be repeated; it then announces the artifact again.
                    """)
    void finishArtifact(ApiRequest request) {
        RunArtifact key = new RunArtifact(request.param("taskId"), ArtifactApi.runId(request), request.param("name"));
        objects.finish(key, request.body().path("uploadId").asString());
    }
}
