package taskcluster.worker.feature;

import java.util.function.Predicate;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.payload.Payload;

/** A feature that payloads can ask for and that this worker does not offer: asking for it makes a task malformed. */
final class UnavailableFeature implements TaskFeature {
    private final String name;
    private final Predicate<Payload> requested;

    UnavailableFeature(String name, Predicate<Payload> requested) {
        this.name = name;
        this.requested = requested;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isEnabled() {
        return false;
    }

    @Override
    public boolean isRequested(TaskContext task) {
        return requested.test(task.payload());
    }

    @Override
    public Session begin(TaskContext task) {
        throw new IllegalStateException(name + " is not available");
    }
}
