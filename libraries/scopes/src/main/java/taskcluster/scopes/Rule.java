package taskcluster.scopes;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A role, prepared for matching. Compared by identity where it matters: a rule belongs to one state of a role.
 *
 * @param roleId as given; of a prefix rule it ends in a star
 * @param name the role id without its star
 * @param prefix whether the rule applies to every assumed name that starts with {@code name}
 */
record Rule(String roleId, String name, boolean prefix, List<Grant> grants) {
    static final String MARKER = "<..>";

    static Rule of(String roleId, Collection<String> scopes) {
        if (roleId.isEmpty() || !Scopes.isValid(roleId)) {
            throw new IllegalArgumentException("not a role id: " + JsonText.quote(roleId));
        }
        boolean prefix = Scopes.isStarred(roleId);
        String name = roleId.substring(0, Scopes.prefixLength(roleId));
        List<Grant> grants = scopes.stream()
                .map(scope -> prefix ? Grant.parameterised(scope) : Grant.plain(scope))
                .toList();
        return new Rule(roleId, name, prefix, grants);
    }

    String pattern() {
        return Assumption.PREFIX + roleId;
    }

    /** The scopes as they were given. */
    List<String> scopes() {
        return grants.stream().map(Grant::text).toList();
    }

    /** What the rule grants to a name of which nothing is known. */
    List<String> widest() {
        return grants.stream().map(Grant::widest).toList();
    }

    /** What the scopes of the rule assume, each parameter taken as its worst case, a star. */
    Set<Assumption> assumptions() {
        Set<Assumption> assumptions = LinkedHashSet.newLinkedHashSet(1);
        for (Grant grant : grants) {
            if (Assumption.isIn(grant.widest())) {
                assumptions.add(Assumption.of(grant.widest()));
            }
        }
        return assumptions;
    }

    /**
     * A scope of a role.
     *
     * @param text the scope as given
     * @param marker the position of the marker in the text, -1 if there is none that counts
     * @param widest the scope for a name of which nothing is known: the text up to the marker, and a star
     */
    record Grant(String text, int marker, String widest) {
        static Grant plain(String scope) {
            return new Grant(scope, -1, scope);
        }

        static Grant parameterised(String scope) {
            int marker = scope.indexOf(MARKER);
            if (marker >= 0 && scope.indexOf(MARKER, marker + MARKER.length()) >= 0) {
                throw new InvalidRoleSetException(
                        "parameterized scope '" + scope + "' contains multiple '<..>'",
                        InvalidRoleSetException.Kind.REPEATED_MARKER,
                        Map.of("scope", scope));
            }
            if (scope.endsWith("*" + MARKER)) {
                throw new InvalidRoleSetException(
                        "parameterized scope '" + scope + "' ends with '*<..>' which implies an ambiguous kleene",
                        InvalidRoleSetException.Kind.STAR_BEFORE_MARKER,
                        Map.of("scope", scope));
            }
            return marker < 0 ? plain(scope) : new Grant(scope, marker, scope.substring(0, marker) + "*");
        }

        /** The scope for an assumed name of which {@code rest} is what follows the prefix. */
        String forName(String rest) {
            return marker < 0 ? text : text.substring(0, marker) + rest + text.substring(marker + MARKER.length());
        }

        /**
         * The scope for all names that start as {@code rest}, which ends in a star: nothing can be said of what would
         * follow the name, so the scope ends there.
         */
        String forPattern(String rest) {
            return marker < 0 ? text : text.substring(0, marker) + rest;
        }
    }
}
