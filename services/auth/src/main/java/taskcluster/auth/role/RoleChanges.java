package taskcluster.auth.role;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the stored roles differ from those of an earlier version. */
final class RoleChanges {
    private final Map<String, List<String>> put = new LinkedHashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private long version;
    private boolean complete;

    /** Adds what a row of the database says. */
    void add(long newVersion, boolean listsAll, @Nullable String roleId, @Nullable List<String> scopes) {
        version = newVersion;
        complete = listsAll;
        if (scopes != null) {
            put.put(String.valueOf(roleId), scopes);
        } else if (roleId != null) {
            deleted.add(roleId);
        }
    }

    /** The version that they lead to. */
    long version() {
        return version;
    }

    /** Whether these are simply all roles, whatever there was before. */
    boolean isComplete() {
        return complete;
    }

    /** The scopes of roles that are new or have changed. */
    Map<String, List<String>> put() {
        return put;
    }

    Set<String> deleted() {
        return deleted;
    }
}
