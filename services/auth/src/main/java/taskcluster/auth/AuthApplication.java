package taskcluster.auth;

import taskcluster.api.ServiceProcess;

/** Auth as a process of its own. */
public final class AuthApplication {
    private AuthApplication() {}

    public static void main(String[] args) {
        ServiceProcess.run("auth", AuthService.class, args);
    }
}
