package taskcluster.worker.generic;

class InsecureArtifactsTest extends ArtifactsContract {
    InsecureArtifactsTest() {
        super(EngineChoice.INSECURE);
    }
}
