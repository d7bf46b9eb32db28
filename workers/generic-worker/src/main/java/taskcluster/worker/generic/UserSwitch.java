package taskcluster.worker.generic;

import java.util.List;

/** The programs that start another one as a different user, the best first. */
enum UserSwitch {
    SETPRIV("setpriv") {
        @Override
        List<String> become(TaskUser user) {
            return List.of(
                    "setpriv",
                    "--reuid=" + user.uid(),
                    "--regid=" + user.gid(),
                    "--init-groups",
                    "--inh-caps=-all",
                    "--");
        }

        @Override
        List<String> becomeForKilling(TaskUser user) {
            return List.of("setpriv", "--reuid=" + user.uid(), "--regid=" + user.gid(), "--clear-groups", "--");
        }
    },
    RUNUSER("runuser") {
        @Override
        List<String> become(TaskUser user) {
            return List.of("runuser", "-u", user.name(), "--");
        }
    },
    SU("su") {
        @Override
        List<String> become(TaskUser user) {
            return List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", user.name());
        }
    };

    private final String program;

    UserSwitch(String program) {
        this.program = program;
    }

    /** The best that this machine has. */
    static UserSwitch installed() {
        for (UserSwitch candidate : values()) {
            if (Tool.exists(candidate.program)) {
                return candidate;
            }
        }
        throw new ConfigProblem("The multiuser engine needs setpriv, runuser or su in " + Tool.PATH);
    }

    String program() {
        return program;
    }

    /** The words before a command that make it run as a user, with the groups that the user has. */
    abstract List<String> become(TaskUser user);

    /** The same for killing; where possible it also works when the user has been deleted from the user database. */
    List<String> becomeForKilling(TaskUser user) {
        return become(user);
    }
}
