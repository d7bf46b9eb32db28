package taskcluster.queue.claim;

import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;

/** The method by which workers learn that a run has been taken from them. */
public final class RunWatchApi {
    private final RunWatch watch;

    public RunWatchApi(RunWatch watch) {
        this.watch = watch;
    }

    @ApiMethod(
            verb = HttpVerb.GET,
            route = "/task/<taskId>/runs/<runId>/watch",
            name = "watchRun",
            scopes = "queue:reclaim-task:<taskId>/<runId>",
            output = "v1/watch-run-response.json#",
            stability = Stability.EXPERIMENTAL,
            category = "Worker Interface",
            title = "Watch Run",
            description = """
                    Waits until a run is no longer running, and tells how it ended: a worker that watches its run learns at once that
                    the task was canceled, or that its deadline or the claim has passed. The credentials of a claim suffice.

                    While the run goes on the call takes up to about 20 seconds and then answers `running`: the worker calls again.
                    It keeps no claim; that takes `reclaimTask`.
                    """)
    Object watchRun(ApiRequest request) throws InterruptedException {
        String taskId = request.param("taskId");
        int runId = RunId.authorized(request);
        return watch.await(taskId, runId, request::isClientGone)
                .orElseThrow(() -> ApiException.notFound(
                        "Task {{taskId}} does not exist, or has no run {{runId}}.",
                        Map.of("taskId", taskId, "runId", runId)));
    }
}
