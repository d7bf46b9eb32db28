package taskcluster.purgecache;

import taskcluster.api.ServiceProcess;

/** Purge-cache as a process of its own. */
public final class PurgeCacheApplication {
    private PurgeCacheApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("purge-cache", PurgeCacheService.class, args);
    }
}
