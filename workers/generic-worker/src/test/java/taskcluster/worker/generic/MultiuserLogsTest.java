package taskcluster.worker.generic;

class MultiuserLogsTest extends LogsContract {
    MultiuserLogsTest() {
        super(EngineChoice.MULTIUSER);
    }
}
