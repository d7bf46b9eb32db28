package taskcluster.worker.feature;

import java.util.ArrayList;
import java.util.List;
import taskcluster.worker.TaskContext;
import taskcluster.worker.TaskFeature;
import taskcluster.worker.artifact.Artifact;
import taskcluster.worker.artifact.ArtifactScan;
import taskcluster.worker.artifact.ContentTypes;
import taskcluster.worker.artifact.UploadBatch;
import taskcluster.worker.payload.DeclaredArtifact;

/** Publishes what the payload declares, when the commands are done, however they ended. */
final class Artifacts implements TaskFeature {
    private final ContentTypes types = ContentTypes.load();

    @Override
    public String name() {
        return "Artifact Uploads";
    }

    @Override
    public Session begin(TaskContext task) {
        return new Session() {
            @Override
            public void stop() {
                ArtifactScan scan = new ArtifactScan(task.world(), task.claim().expires(), types);
                List<Artifact> found = new ArrayList<>();
                for (DeclaredArtifact declared : task.payload().artifacts()) {
                    found.addAll(scan.find(declared));
                }
                new UploadBatch(task.world(), task.uploader(), task.names(), task.log(), task.directory())
                        .upload(found)
                        .forEach(task.problems()::add);
            }
        };
    }
}
