package taskcluster.notify;

import taskcluster.api.ServiceProcess;

/** Notify as a process of its own. */
public final class NotifyApplication {
    private NotifyApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("notify", NotifyService.class, args);
    }
}
