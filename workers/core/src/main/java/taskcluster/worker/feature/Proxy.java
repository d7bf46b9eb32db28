package taskcluster.worker.feature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.proxy.TaskclusterProxy;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.TaskProblem;
import tools.jackson.databind.JsonNode;

/** Gives the commands a URL, {@code TASKCLUSTER_PROXY_URL}, at which they can call APIs with the scopes of the task. */
final class Proxy implements TaskFeature {
    private static final String SWITCH = "taskclusterProxy";

    private final boolean enabled;

    Proxy(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public String name() {
        return "Taskcluster Proxy";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public boolean isRequested(TaskContext task) {
        return task.payload().asksFor(SWITCH);
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            private @Nullable TaskclusterProxy proxy;

            @Override
            public void start() throws TaskProblem {
                try {
                    TaskclusterProxy started = TaskclusterProxy.start(
                            task.worker().rootUrl(),
                            task::credentials,
                            scopes(task),
                            task.world().userId(),
                            task.clock(),
                            task.log()::info);
                    proxy = started;
                    task.environment().put("TASKCLUSTER_PROXY_URL", started.url());
                } catch (IOException e) {
                    throw new TaskProblem(
                            Resolution.INTERNAL_ERROR, "The Taskcluster proxy could not be started: " + e, e);
                }
            }

            @Override
            public void stop() {
                if (proxy != null) {
                    proxy.close();
                }
            }
        };
    }

    /** Those of the task, and that for its own artifacts. */
    private static List<String> scopes(TaskContext task) {
        List<String> scopes = new ArrayList<>();
        for (JsonNode scope : task.claim().definition().path("scopes")) {
            scopes.add(scope.asString());
        }
        scopes.add("queue:create-artifact:" + task.run().taskId() + "/"
                + task.run().runId());
        return scopes;
    }
}
