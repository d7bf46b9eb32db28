package taskcluster.cli;

import org.jspecify.annotations.Nullable;

/** A command that cannot do what it was asked for; the message is one line that says what to do. */
final class CommandFailure extends RuntimeException {
    private final ExitStatus status;

    CommandFailure(ExitStatus status, String message) {
        this(status, message, null);
    }

    CommandFailure(ExitStatus status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** Wrong arguments or a file that cannot be understood. */
    static CommandFailure usage(String message) {
        return new CommandFailure(ExitStatus.UNUSABLE, message);
    }

    ExitStatus status() {
        return status;
    }
}
