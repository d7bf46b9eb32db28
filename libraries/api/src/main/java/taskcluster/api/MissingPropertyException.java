package taskcluster.api;

import java.util.Locale;

/** A property that a process cannot start without is not set. The message is one line that says what to do. */
public final class MissingPropertyException extends RuntimeException {
    /**
     * @param property its name, such as {@code taskcluster.root-url}
     * @param meaning what it is, such as {@code the URL of the deployment, such as https://tc.example.com}
     */
    public MissingPropertyException(String property, String meaning) {
        super("The environment variable " + environmentVariable(property) + " (property " + property
                + ") is not set. It must be " + meaning + ".");
    }

    /** The environment variable that sets a property. */
    static String environmentVariable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
