package taskcluster.standalone;

import java.nio.file.Path;
import java.time.Duration;
import taskcluster.client.Credentials;
import taskcluster.core.RootUrl;
import taskcluster.worker.generic.WorkerConfig;

/** Configurations of the workers that run inside a standalone deployment. */
final class WorkerConfigs {
    /** A laptop's disk is shared with everything else: a task needs less room than on a machine of its own. */
    private static final long REQUIRED_DISK_SPACE_MEGABYTES = 512;

    private WorkerConfigs() {}

    static WorkerConfig embedded(
            RootUrl rootUrl, Credentials credentials, String taskQueueId, String workerId, Path folder) {
        String[] pool = taskQueueId.split("/", 2);
        WorkerConfig.Builder config = WorkerConfig.builder()
                .rootUrl(rootUrl.url())
                .credentials(credentials.clientId(), credentials.accessToken(), credentials.certificate())
                .pool(pool[0], pool[1])
                .worker(Deployment.WORKER_GROUP, workerId)
                .stateDir(folder)
                .requiredDiskSpaceMegabytes(REQUIRED_DISK_SPACE_MEGABYTES)
                .claimDrain(Duration.ofSeconds(2));
        if (!"root".equals(System.getProperty("user.name"))) {
            config.tasksDir(folder.resolve("tasks"));
        }
        return config.build();
    }
}
