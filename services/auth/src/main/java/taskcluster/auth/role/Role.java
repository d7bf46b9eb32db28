package taskcluster.auth.role;

import java.time.Instant;
import java.util.List;

/**
 * A role as it is stored.
 *
 * @param scopes in the order of scopes, as they were given: none is left out because another covers it
 */
public record Role(String roleId, String description, List<String> scopes, Instant created, Instant lastModified) {
    public Role {
        scopes = List.copyOf(scopes);
    }
}
