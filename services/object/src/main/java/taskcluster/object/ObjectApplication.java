package taskcluster.object;

import taskcluster.api.ServiceProcess;

/** The object service as a process of its own. */
public final class ObjectApplication {
    private ObjectApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("object", ObjectService.class, args);
    }
}
