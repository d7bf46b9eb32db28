package taskcluster.db;

import org.jspecify.annotations.Nullable;

/** The database could not be brought to the wanted version; the message says which file or rule was the reason. */
public final class MigrationException extends RuntimeException {
    MigrationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    MigrationException(String message) {
        this(message, null);
    }
}
