package taskcluster.worker.generic;

class InsecureLogsTest extends LogsContract {
    InsecureLogsTest() {
        super(EngineChoice.INSECURE);
    }
}
