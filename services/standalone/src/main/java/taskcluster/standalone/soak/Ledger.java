package taskcluster.standalone.soak;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What clients were promised: noted when an answer arrives, compared with what is true in the end. */
final class Ledger {
    private final ConcurrentMap<String, TaskEntry> tasks = new ConcurrentHashMap<>();
    private final ConcurrentMap<RunKey, RunEntry> runs = new ConcurrentHashMap<>();
    private final Queue<ArtifactEntry> artifacts = new ConcurrentLinkedQueue<>();
    private final Queue<Violation> violations = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** A run of a task. */
    record RunKey(String taskId, int runId) {
        @Override
        public String toString() {
            return taskId + "/" + runId;
        }
    }

    /** A promise that was not kept, and to whom: a task, a run, a part. */
    record Violation(String what, String where) {}

    /**
     * An artifact whose content the store has taken.
     *
     * @param isShortLived whether it expires while the soak lasts
     */
    record ArtifactEntry(RunKey run, String name, boolean isShortLived) {}

    /** A task that somebody has tried to create. */
    static final class TaskEntry {
        private final String taskGroupId;
        private volatile boolean isAcknowledged;

        private TaskEntry(String taskGroupId) {
            this.taskGroupId = taskGroupId;
        }

        String taskGroupId() {
            return taskGroupId;
        }

        boolean isAcknowledged() {
            return isAcknowledged;
        }
    }

    /** A run that a worker was given. */
    static final class RunEntry {
        private final String workerId;
        private volatile Instant takenUntil;
        private volatile @Nullable String reported;

        private RunEntry(String workerId, Instant takenUntil) {
            this.workerId = workerId;
            this.takenUntil = takenUntil;
        }

        String workerId() {
            return workerId;
        }

        /** Until when the worker was told that the run is its own. */
        Instant takenUntil() {
            return takenUntil;
        }

        /** The state of the run that its worker has reported successfully. */
        Optional<String> reported() {
            return Optional.ofNullable(reported);
        }
    }

    void attempted(String taskId, String taskGroupId) {
        tasks.put(taskId, new TaskEntry(taskGroupId));
    }

    void acknowledged(String taskId) {
        task(taskId).isAcknowledged = true;
    }

    /** A worker has got a run; at most one ever gets each. */
    void claimed(RunKey run, String workerId, Instant takenUntil) {
        count("claims");
        RunEntry earlier = runs.putIfAbsent(run, new RunEntry(workerId, takenUntil));
        if (earlier != null) {
            violated("claimed twice", run + " by " + earlier.workerId + " and by " + workerId);
        }
        if (!tasks.containsKey(run.taskId())) {
            violated("claimed, but nobody's task", run.toString());
        }
    }

    void reclaimed(RunKey run, Instant takenUntil) {
        count("reclaims");
        run(run).takenUntil = takenUntil;
    }

    void reported(RunKey run, String state) {
        count("reports");
        run(run).reported = state;
    }

    void uploaded(ArtifactEntry artifact) {
        artifacts.add(artifact);
    }

    void violated(String what, String where) {
        violations.add(new Violation(what, where));
    }

    void count(String what) {
        counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    long counted(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    private TaskEntry task(String taskId) {
        return Objects.requireNonNull(tasks.get(taskId), taskId);
    }

    private RunEntry run(RunKey run) {
        return Objects.requireNonNull(runs.get(run), run::toString);
    }

    Map<String, TaskEntry> tasks() {
        return tasks;
    }

    long acknowledgedTasks() {
        return tasks.values().stream().filter(TaskEntry::isAcknowledged).count();
    }

    Map<RunKey, RunEntry> runs() {
        return runs;
    }

    Collection<ArtifactEntry> artifacts() {
        return artifacts;
    }

    /** All violations in the order of their kinds. */
    Map<String, List<String>> violations() {
        Map<String, List<String>> byKind = new TreeMap<>();
        violations.forEach(each ->
                byKind.computeIfAbsent(each.what(), _ -> new ArrayList<>()).add(each.where()));
        return byKind;
    }
}
