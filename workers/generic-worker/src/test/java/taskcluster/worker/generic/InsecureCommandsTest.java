package taskcluster.worker.generic;

class InsecureCommandsTest extends CommandsContract {
    InsecureCommandsTest() {
        super(EngineChoice.INSECURE);
    }
}
