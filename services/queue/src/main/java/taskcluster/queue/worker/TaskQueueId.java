package taskcluster.queue.worker;

import taskcluster.api.ApiRequest;

/** The two parts of the name of a task queue. */
record TaskQueueId(String provisionerId, String workerType) {

    /** Reads {@code <provisionerId>/<workerType>}. */
    static TaskQueueId parse(String taskQueueId) {
        int slash = taskQueueId.indexOf('/');
        return new TaskQueueId(taskQueueId.substring(0, slash), taskQueueId.substring(slash + 1));
    }

    /** Of a request whose URL has the parts one by one. */
    static TaskQueueId of(ApiRequest request) {
        return new TaskQueueId(request.param("provisionerId"), request.param("workerType"));
    }

    /** Both together. */
    @Override
    public String toString() {
        return provisionerId + "/" + workerType;
    }
}
