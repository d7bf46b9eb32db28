package taskcluster.cli;

/** What the command tells the shell that started it. */
enum ExitStatus {
    SUCCESS(0),
    /** A task failed, or the deployment refused the call. */
    FAILED(1),
    /** Wrong usage, or a deployment that cannot be reached. */
    UNUSABLE(2);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
