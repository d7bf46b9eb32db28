package taskcluster.worker.generic;

class MultiuserArtifactsTest extends ArtifactsContract {
    MultiuserArtifactsTest() {
        super(EngineChoice.MULTIUSER);
    }
}
