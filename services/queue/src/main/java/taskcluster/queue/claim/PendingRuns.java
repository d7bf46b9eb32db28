package taskcluster.queue.claim;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import taskcluster.monitor.Loop;
import taskcluster.monitor.Monitor;
import taskcluster.pulse.Binding;
import taskcluster.pulse.Event;
import taskcluster.pulse.EventLog;
import taskcluster.pulse.Subscription;
import taskcluster.queue.claim.Waiters.Waiter;
import taskcluster.queue.task.Announcement;
import taskcluster.queue.task.TaskChange;

/**
 * Calls those who wait for work when there is some: at once when this process made a run pending, a little later when another
 * process did, which the event log tells, and now and then because there may be some that nobody told of.
 */
public final class PendingRuns implements AutoCloseable {
    private static final Binding TASK_PENDING = new Binding("exchange/taskcluster-queue/v1/task-pending", "#");
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
    /** How many runs to remember, so that the event log does not tell of them once more. */
    private static final int REMEMBERED = 10_000;
    /** How many of those who wait for one task queue are called by one look. */
    private static final int CALLED_AT_ONCE = 32;

    private final Waiters waiters = new Waiters();
    private final ClaimStore store;
    private final Subscription subscription;
    private final Loop loop;
    // Guarded by itself.
    private final SequencedSet<String> told = new LinkedHashSet<>();

    /** @param interval how often to look whether there is work that nobody told of */
    public PendingRuns(ClaimStore store, EventLog eventLog, Duration interval, Monitor monitor) {
        this.store = store;
        this.loop = Loop.builder("pending-runs", monitor)
                .every(interval)
                .maxIterationTime(LONGEST_LOOK)
                .quiet()
                .run(_ -> look())
                .start();
        this.subscription = eventLog.tail(List.of(TASK_PENDING), this::told);
    }

    Waiter enter(String taskQueueId) {
        return waiters.enter(taskQueueId);
    }

    /** How many wait for work. */
    int waiting() {
        return waiters.count();
    }

    /** Ends all waiting, so that the process can stop. */
    public void endWaiting() {
        waiters.end();
    }

    boolean isWaitingEnded() {
        return waiters.isEnded();
    }

    /** This process has changed a task. */
    public void changed(TaskChange change) {
        int runs = change.pendingRuns();
        if (runs == 0) {
            return;
        }
        waiters.wake(change.taskQueueId(), runs);
        synchronized (told) {
            for (Announcement announcement : change.announcements()) {
                if (announcement.event().equals(TaskChange.PENDING)) {
                    told.add(change.taskId() + "." + announcement.runId());
                }
            }
            while (told.size() > REMEMBERED) {
                told.removeFirst();
            }
        }
    }

    /** Its routing key is {@code primary.<taskId>.<runId>._._.<provisionerId>.<workerType>....} */
    private void told(Event event) {
        String[] words = event.routingKey().split("\\.", -1);
        boolean isNews;
        synchronized (told) {
            isNews = !told.remove(words[1] + "." + words[2]);
        }
        if (isNews) {
            waiters.wake(words[5] + "/" + words[6], 1);
        }
    }

    private void look() {
        List<String> taskQueueIds = waiters.taskQueueIds();
        if (!taskQueueIds.isEmpty()) {
            store.pending(taskQueueIds, CALLED_AT_ONCE).forEach(waiters::wake);
        }
    }

    @Override
    public void close() {
        subscription.close();
        loop.close();
    }
}
