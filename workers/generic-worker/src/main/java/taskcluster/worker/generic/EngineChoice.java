package taskcluster.worker.generic;

/** How tasks are separated from each other and from the worker. */
public enum EngineChoice {
    /** A fresh operating-system user for each task; the worker must run as root. */
    MULTIUSER,
    /** All tasks run as the worker's own user: no isolation at all. */
    INSECURE,
    /** Multiuser when the worker runs as root, insecure otherwise. */
    AUTO
}
