package taskcluster.builtinworkers;

import java.util.Arrays;
import java.util.Optional;

/** The task queues that the built-in workers serve, each by a worker of its own. */
enum BuiltInQueue {
    SUCCEED("succeed"),
    FAIL("fail");

    private static final String PROVISIONER = "built-in";

    private final String workerType;

    BuiltInQueue(String workerType) {
        this.workerType = workerType;
    }

    /** The worker group of all of them. */
    static String workerGroup() {
        return PROVISIONER;
    }

    String workerId() {
        return workerType;
    }

    String taskQueueId() {
        return PROVISIONER + "/" + workerType;
    }

    static Optional<BuiltInQueue> of(String taskQueueId) {
        return Arrays.stream(values())
                .filter(queue -> queue.taskQueueId().equals(taskQueueId))
                .findFirst();
    }
}
