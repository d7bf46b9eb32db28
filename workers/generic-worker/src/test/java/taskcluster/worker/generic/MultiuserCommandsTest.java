package taskcluster.worker.generic;

class MultiuserCommandsTest extends CommandsContract {
    MultiuserCommandsTest() {
        super(EngineChoice.MULTIUSER);
    }
}
