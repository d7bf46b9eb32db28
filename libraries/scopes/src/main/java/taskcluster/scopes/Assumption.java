package taskcluster.scopes;

/**
 * What a scope assumes: the role of a name, or, starred, every role that starts so.
 *
 * @param name without the star
 */
record Assumption(String name, boolean starred) {
    static final String PREFIX = "assume:";

    /** Whether the scope can match the pattern of any rule: it begins with {@code assume:} or is a starred beginning of it. */
    static boolean isIn(String scope) {
        if (scope.startsWith(PREFIX)) {
            return true;
        }
        int length = scope.length() - 1;
        return length >= 0 && scope.charAt(length) == '*' && PREFIX.regionMatches(0, scope, 0, length);
    }

    /** What a scope assumes of which {@link #isIn} is true. */
    static Assumption of(String scope) {
        if (!scope.startsWith(PREFIX)) {
            return new Assumption("", true);
        }
        return new Assumption(scope.substring(PREFIX.length(), Scopes.prefixLength(scope)), Scopes.isStarred(scope));
    }
}
