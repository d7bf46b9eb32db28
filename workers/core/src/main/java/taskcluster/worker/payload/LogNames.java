package taskcluster.worker.payload;

/**
 * The artifact names of a task's logs.
 *
 * @param live what readers open while the task runs and afterwards
 * @param backing the complete log, uploaded at the end
 */
public record LogNames(String live, String backing) {
    public static final LogNames DEFAULT = new LogNames("public/logs/live.log", "public/logs/live_backing.log");
}
