package taskcluster.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import taskcluster.core.RootUrl;
import taskcluster.worker.task.RetryPolicy;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the task loop and its features need to know about the worker.
 *
 * @param implementation name of the worker program, as in {@code generic-worker}
 * @param rootUrl the deployment
 * @param taskQueueId the worker pool, {@code <provisionerId>/<workerType>}
 * @param workerGroup with {@code workerId} this worker's name
 * @param workerId see {@code workerGroup}
 * @param capacity tasks at the same time, at least 1
 * @param numberOfTasksToRun end after so many tasks; 0: never
 * @param idleTimeout end after so long without a task; zero: never
 * @param maxTaskRunTime upper bound for the run time that a payload may ask for
 * @param cleanUp whether nothing of a task is kept on disk
 * @param metadata shown at the head of every task log
 * @param region where the machine is, for the worker log
 * @param instanceType what the machine is, for the worker log and the tasks
 * @param workerLocation JSON text that is given to tasks
 * @param diskToWatch nothing is claimed while this directory's file system is short of room
 * @param requiredDiskBytes how much room there must be
 * @param cancelPoll how often the queue is asked whether running tasks were cancelled, if it cannot be waited at for that
 * @param claimDrain how long a stopping worker waits for a claim that is on its way
 * @param retries how failing calls are repeated
 */
public record WorkerSettings(
        String implementation,
        RootUrl rootUrl,
        String taskQueueId,
        String workerGroup,
        String workerId,
        int capacity,
        int numberOfTasksToRun,
        Duration idleTimeout,
        Duration maxTaskRunTime,
        boolean cleanUp,
        ObjectNode metadata,
        Optional<String> region,
        Optional<String> instanceType,
        Optional<String> workerLocation,
        Path diskToWatch,
        long requiredDiskBytes,
        Duration cancelPoll,
        Duration claimDrain,
        RetryPolicy retries) {}
