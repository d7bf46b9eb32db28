package taskcluster.queue.artifact;

/** What identifies an artifact. */
record RunArtifact(String taskId, int runId, String name) {
    /** What the names of the queue's objects begin with. Objects are found by it, so that it must not change. */
    static final String OBJECT_PREFIX = "t/";

    /** The name under which the object service has content of the artifact. */
    String objectName() {
        return OBJECT_PREFIX + objectKey();
    }

    /** The key under which content of the artifact is stored in a bucket. */
    String objectKey() {
        return taskId + "/" + runId + "/" + name;
    }
}
