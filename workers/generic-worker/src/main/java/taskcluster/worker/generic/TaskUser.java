package taskcluster.worker.generic;

/**
 * An operating-system user made for one run.
 *
 * @param name its name, also that of its group and directory
 * @param uid its number, never that of a system user
 * @param gid the number of its group
 */
record TaskUser(String name, int uid, int gid) {
    private static final int FIRST_ORDINARY_ID = 1000;

    TaskUser {
        if (uid < FIRST_ORDINARY_ID || gid < FIRST_ORDINARY_ID) {
            throw new IllegalArgumentException(name + " has the number of a system user: " + uid + ":" + gid);
        }
    }
}
