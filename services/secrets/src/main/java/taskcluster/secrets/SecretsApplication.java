package taskcluster.secrets;

import taskcluster.api.ServiceProcess;

/** Secrets as a process of its own. */
public final class SecretsApplication {
    private SecretsApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("secrets", SecretsService.class, args);
    }
}
