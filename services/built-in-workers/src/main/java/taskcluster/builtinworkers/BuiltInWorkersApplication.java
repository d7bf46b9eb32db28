package taskcluster.builtinworkers;

import taskcluster.api.ServiceProcess;

/** The built-in workers as a process of their own. */
public final class BuiltInWorkersApplication {
    private BuiltInWorkersApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("built-in-workers", BuiltInWorkersService.class, args);
    }
}
