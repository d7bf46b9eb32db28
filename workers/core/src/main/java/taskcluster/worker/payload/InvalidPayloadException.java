package taskcluster.worker.payload;

import java.util.List;

/** A payload that cannot be run here. */
public final class InvalidPayloadException extends Exception {
    private final transient List<Violation> violations;
    private final boolean schemaHelps;

    /**
     * A payload that breaks the schema.
     *
     * @param violations at least one
     */
    public InvalidPayloadException(List<Violation> violations) {
        super("TASK FAIL since the task payload is invalid. See errors:\n" + text(violations));
        this.violations = List.copyOf(violations);
        this.schemaHelps = true;
    }

    /** A payload that fits the schema, or is of another kind altogether, but cannot be run for the given reason. */
    public InvalidPayloadException(String reason) {
        super(reason);
        this.violations = List.of();
        this.schemaHelps = false;
    }

    public List<Violation> violations() {
        return violations;
    }

    /** Whether the reader of the log is helped by seeing the schema. */
    public boolean schemaHelps() {
        return schemaHelps;
    }

    private static String text(List<Violation> violations) {
        StringBuilder text = new StringBuilder();
        violations.forEach(violation -> text.append("- ").append(violation).append('\n'));
        return text.toString().stripTrailing();
    }

    /**
     * One thing that is wrong.
     *
     * @param path dotted, such as {@code artifacts.0.contentEncoding}; {@code (root)} for the payload itself
     * @param problem what is wrong there
     */
    public record Violation(String path, String problem) {
        @Override
        public String toString() {
            return path + ": " + problem;
        }
    }
}
