package taskcluster.standalone.soak;

/** What one thread of a soak does: until there is nothing left to do, or it is interrupted. */
interface Activity {
    void run() throws Exception;
}
