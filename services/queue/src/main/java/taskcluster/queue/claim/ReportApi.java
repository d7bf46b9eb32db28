package taskcluster.queue.claim;

import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.HttpVerb;
import taskcluster.api.Stability;
import taskcluster.queue.task.TaskReadApi.StatusReply;

/** The methods by which workers tell how runs ended. */
public final class ReportApi {
    private static final String CATEGORY = "Worker Interface";
    private static final String SCOPES = "queue:resolve-task:<taskId>/<runId>";
    private static final String OUTPUT = "v1/task-status-response.json#";
    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";
    private static final String EXCEPTION = "exception";

    private final ClaimStore store;

    public ReportApi(ClaimStore store) {
        this.store = store;
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/completed",
            name = "reportCompleted",
            scopes = SCOPES,
            output = OUTPUT,
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Report Run Completed",
            description = """
                    Resolves a running run as `completed`: it did what it should. The call can be repeated as long as the run is the
                    last one of its task.
                    """)
    Object reportCompleted(ApiRequest request) {
        // Workers of old reported failures here.
        boolean isFailure = request.body().path("success").isBoolean()
                && !request.body().path("success").asBoolean();
        return report(request, isFailure ? FAILED : COMPLETED, isFailure ? FAILED : COMPLETED);
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/failed",
            name = "reportFailed",
            scopes = SCOPES,
            output = OUTPUT,
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Report Run Failed",
            description = """
                    Resolves a running run as `failed`: it ran, and what it found is a failure, such as a test that does not pass.
                    Failed runs are not retried. The call can be repeated as long as the run is the last one of its task.
                    """)
    Object reportFailed(ApiRequest request) {
        return report(request, FAILED, FAILED);
    }

    @ApiMethod(
            verb = HttpVerb.POST,
            route = "/task/<taskId>/runs/<runId>/exception",
            name = "reportException",
            scopes = SCOPES,
            input = "v1/task-exception-request.json#",
            output = OUTPUT,
            stability = Stability.STABLE,
            category = CATEGORY,
            title = "Report Task Exception",
            description = """
                    Resolves a running run as `exception`: it could not be done as it should. Reasons:

                    * `worker-shutdown`: the worker has to stop. The run is retried while the task has retries.
                    * `intermittent-task`: the task asked to be run again. It is retried as well.
                    * `malformed-payload`: the payload is not what the worker understands.
                    * `resource-unavailable`: something that the task refers to is not there.
                    * `internal-error`: the worker failed in a way that is not the task's fault.

                    The call can be repeated with the same reason, also after one more run was added.
                    """)
    Object reportException(ApiRequest request) {
        return report(request, EXCEPTION, request.body().path("reason").asString());
    }

    private StatusReply report(ApiRequest request, String state, String reason) {
        int runId = RunId.authorized(request);
        return new StatusReply(
                store.report(request.param("taskId"), runId, state, reason).status());
    }
}
