package taskcluster.index;

import taskcluster.api.ServiceProcess;

/** The index as a process of its own. */
public final class IndexApplication {
    private IndexApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("index", IndexService.class, args);
    }
}
