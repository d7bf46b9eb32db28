package taskcluster.monitor;

/** What an iteration tells that it is getting on. */
public interface Watchdog {
    /** Starts the watchdog time of the loop anew. */
    void touch();
}
