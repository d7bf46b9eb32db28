package taskcluster.queue.claim;

import java.util.Map;
import taskcluster.api.ApiRequest;

/** The run that a request's URL names. */
final class RunId {
    private RunId() {}

    /** Its number. One that no integer can hold does not exist, like the largest one that can be held. */
    static int of(ApiRequest request) {
        try {
            return Integer.parseInt(request.param("runId"));
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** Its number, which may be written in more than one way ({@code 00}); the caller must have the scope for the usual one. */
    static int authorized(ApiRequest request) {
        int runId = of(request);
        if (!Integer.toString(runId).equals(request.param("runId"))) {
            request.authorize(Map.of("runId", Integer.toString(runId)));
        }
        return runId;
    }
}
