package taskcluster.worker;

import java.util.List;
import taskcluster.worker.task.TaskProblem;

/**
 * One step of running a task, or something that accompanies it. Features start in a fixed order and stop in the reverse
 * one; the objects of this type belong to the worker, what they do for one task is a {@link Session}.
 */
public interface TaskFeature {
    /** The name as it appears in messages. */
    String name();

    /** Whether this worker offers the feature. A task that asks for one that is not offered is malformed. */
    default boolean isEnabled() {
        return true;
    }

    /** Whether the task wants it. Asked right before the start, when all earlier features have started. */
    default boolean isRequested(TaskContext task) {
        return true;
    }

    /** Names of artifacts that only this feature may publish for the task. */
    default List<String> reservedArtifacts(TaskContext task) {
        return List.of();
    }

    /** Prepares for a task; nothing happens before {@link Session#start}. */
    Session begin(TaskContext task);

    /** The feature at work for one task. */
    interface Session {
        /** Starts; when this fails nothing after it starts, and {@link #stop} is called nevertheless. */
        default void start() throws TaskProblem {}

        /** Ends and cleans up; always called, whatever went wrong in between. */
        default void stop() throws TaskProblem {}
    }
}
