package taskcluster.queue.task;

import org.jspecify.annotations.Nullable;

/**
 * An event that was appended to the event log.
 *
 * @param event the last part of its exchange, such as {@code task-pending}
 * @param runId the run that it is about, null if it is about the task as a whole
 */
public record Announcement(String event, @Nullable Integer runId) {

    /** Reads the short form that stored functions use: {@code task-pending/0}. */
    static Announcement parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Announcement(text, null)
                : new Announcement(text.substring(0, slash), Integer.valueOf(text.substring(slash + 1)));
    }
}
