package taskcluster.scopes;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The definition of role expansion, word for word and without any cleverness: what the real one is compared with. */
final class NaiveRoles {
    private NaiveRoles() {}

    /** The least set that contains the scopes and what every rule gives for every one of its members. */
    static Set<String> closure(Map<String, List<String>> roles, Collection<String> scopes) {
        Set<String> closure = new LinkedHashSet<>(scopes);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (String scope : List.copyOf(closure)) {
                for (Map.Entry<String, List<String>> role : roles.entrySet()) {
                    String pattern = "assume:" + role.getKey();
                    if (matches(pattern, scope) || matches(scope, pattern)) {
                        for (String granted : role.getValue()) {
                            grown |= closure.add(substitute(granted, pattern, scope));
                        }
                    }
                }
            }
        }
        return closure;
    }

    static boolean matches(String pattern, String scope) {
        return pattern.equals(scope)
                || (pattern.endsWith("*") && scope.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static String substitute(String granted, String pattern, String scope) {
        int marker = granted.indexOf("<..>");
        if (!pattern.endsWith("*") || marker < 0) {
            return granted;
        }
        String prefix = pattern.substring(0, pattern.length() - 1);
        boolean starred = scope.endsWith("*");
        String unstarred = starred ? scope.substring(0, scope.length() - 1) : scope;
        String rest = unstarred.length() < prefix.length() ? "*" : scope.substring(prefix.length());
        String before = granted.substring(0, marker);
        return starred ? before + rest : before + rest + granted.substring(marker + 4);
    }

    /** Whether some role depends on itself, each parameter taken as a star. */
    static boolean hasCycle(Map<String, List<String>> roles) {
        for (String start : roles.keySet()) {
            Set<String> reached = new HashSet<>();
            collectDependencies(roles, start, reached);
            if (reached.contains(start)) {
                return true;
            }
        }
        return false;
    }

    private static void collectDependencies(Map<String, List<String>> roles, String role, Set<String> reached) {
        for (String granted : roles.getOrDefault(role, List.of())) {
            int marker = role.endsWith("*") ? granted.indexOf("<..>") : -1;
            String widest = marker < 0 ? granted : granted.substring(0, marker) + "*";
            for (String other : roles.keySet()) {
                String pattern = "assume:" + other;
                if ((matches(pattern, widest) || matches(widest, pattern)) && reached.add(other)) {
                    collectDependencies(roles, other, reached);
                }
            }
        }
    }
}
