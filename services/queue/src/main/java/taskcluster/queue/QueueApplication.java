package taskcluster.queue;

import taskcluster.api.ServiceProcess;

/** The queue as a process of its own. */
public final class QueueApplication {
    private QueueApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("queue", QueueService.class, args);
    }
}
