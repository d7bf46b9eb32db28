package taskcluster.worker.generic;

/** The worker's configuration cannot be used; the message names the setting and says what is wrong with it. */
public final class ConfigProblem extends RuntimeException {
    ConfigProblem(String message) {
        super(message);
    }

    ConfigProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
