package taskcluster.scopes;

import java.util.Map;

/** A set of roles that cannot be used, with what is wrong with it. The message is fit for the user who caused it. */
public final class InvalidRoleSetException extends RuntimeException {
    /** The ways in which a set of roles can be invalid. */
    public enum Kind {
        /** A parameterised scope has two markers; detail {@code scope}. */
        REPEATED_MARKER,
        /** A parameterised scope ends with a star and a marker; detail {@code scope}. */
        STAR_BEFORE_MARKER,
        /** Roles depend on each other in a circle; detail {@code cycle}, the list of their patterns. */
        DEPENDENCY_CYCLE
    }

    private final Kind kind;
    private final transient Map<String, Object> details;

    public InvalidRoleSetException(String message, Kind kind, Map<String, Object> details) {
        super(message);
        this.kind = kind;
        this.details = Map.copyOf(details);
    }

    public Kind kind() {
        return kind;
    }

    public Map<String, Object> details() {
        return details;
    }
}
