package taskcluster.worker.feature;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import taskcluster.worker.Engine;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.Termination;
import taskcluster.worker.WorkerState;
import taskcluster.worker.log.LivelogServer;
import taskcluster.worker.payload.Payload;
import taskcluster.worker.payload.PayloadReader;

/** The features of every worker, in the order in which they start. */
public final class StandardFeatures {
    private StandardFeatures() {}

    /**
     * Features for a worker.
     *
     * @param livelog absent when this worker does not offer live logs
     * @param proxy whether tasks may call APIs through a proxy of the worker
     * @param metadata whether the URL of the latest task is left in the worker's directory
     */
    public static List<TaskFeature> of(
            Engine engine,
            PayloadReader payloads,
            Termination termination,
            WorkerState files,
            Optional<LivelogServer> livelog,
            boolean proxy,
            boolean metadata) {
        return List.of(
                new AbortFeature(termination),
                new BackingLog(),
                new PayloadValidation(payloads),
                new TaskPlace(engine),
                new LiveLog(livelog),
                new Proxy(proxy),
                unavailable("OS Groups", payload -> lists(payload, "osGroups")),
                unavailable("Mounts/Caches", payload -> lists(payload, "mounts")),
                unavailable("Resource Monitor", payload -> payload.asksFor("resourceMonitor")),
                unavailable("Interactive", payload -> payload.asksFor("interactive")),
                new Metadata(files, metadata),
                unavailable("Run Task As Current User", payload -> payload.asksFor("runTaskAsCurrentUser")),
                unavailable("LoopbackAudio", payload -> payload.asksFor("loopbackAudio")),
                unavailable("LoopbackVideo", payload -> payload.asksFor("loopbackVideo")),
                unavailable("Chain of Trust", payload -> payload.asksFor("chainOfTrust")),
                new Artifacts(),
                new MaxRunTime(),
                new TaskTimer(),
                new Commands());
    }

    private static TaskFeature unavailable(String name, Predicate<Payload> requested) {
        return new UnavailableFeature(name, requested);
    }

    private static boolean lists(Payload payload, String key) {
        return !payload.document().path(key).isEmpty();
    }
}
