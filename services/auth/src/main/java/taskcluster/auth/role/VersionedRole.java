package taskcluster.auth.role;

/** A role after a change, with the version of the set of roles that the change led to. */
record VersionedRole(long version, Role role) {}
