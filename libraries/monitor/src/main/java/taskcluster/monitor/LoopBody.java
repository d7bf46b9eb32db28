package taskcluster.monitor;

/** What a loop does in each iteration. */
@FunctionalInterface
public interface LoopBody {
    /**
     * Does one iteration. It is interrupted when it takes too long, and should then end soon: the next iteration waits
     * for that.
     */
    void run(Watchdog watchdog) throws Exception;
}
