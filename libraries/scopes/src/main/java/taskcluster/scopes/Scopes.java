package taskcluster.scopes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The algebra of scopes. A scope is a string of printable ASCII; one that ends in {@code *} is also a pattern for every
 * scope that starts with the rest of it. Only that one trailing star is special, and nothing escapes it.
 *
 * <p>A list is in <em>normal form</em> when it is sorted by {@link #compare} and no member matches another. In that order
 * a pattern comes directly before everything that it covers, which is what makes one pass enough to normalise, and a
 * binary search enough to decide satisfaction.
 */
public final class Scopes {
    private Scopes() {}

    /** Whether every character is printable ASCII. The empty string is a valid scope. */
    public static boolean isValid(String scope) {
        for (int i = 0; i < scope.length(); i++) {
            char c = scope.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code pattern} is equal to {@code scope}, or ends in a star and {@code scope} starts with what precedes it. */
    public static boolean patternMatch(String pattern, String scope) {
        int prefix = pattern.length() - 1;
        if (prefix >= 0 && pattern.charAt(prefix) == '*') {
            return scope.regionMatches(0, pattern, 0, prefix);
        }
        return pattern.equals(scope);
    }

    /** Whether the scope ends in two stars, which makes it useless as a pattern: such scopes are not to be granted. */
    public static boolean endsInDoubleStar(String scope) {
        return scope.endsWith("**");
    }

    /** Orders scopes by what precedes a trailing star, character by character; of two that tie, the starred one is first. */
    public static int compare(String left, String right) {
        int leftLength = prefixLength(left);
        int rightLength = prefixLength(right);
        int common = Math.min(leftLength, rightLength);
        for (int i = 0; i < common; i++) {
            int difference = left.charAt(i) - right.charAt(i);
            if (difference != 0) {
                return difference;
            }
        }
        if (leftLength != rightLength) {
            return leftLength - rightLength;
        }
        return right.length() - left.length();
    }

    /** The normal form: sorted, without duplicates and without members that another member covers. */
    public static List<String> normalise(Collection<String> scopes) {
        if (scopes.isEmpty()) {
            return List.of();
        }
        String[] sorted = scopes.toArray(String[]::new);
        Arrays.sort(sorted, Scopes::compare);
        int kept = 0;
        for (String scope : sorted) {
            if (kept == 0 || !patternMatch(sorted[kept - 1], scope)) {
                sorted[kept++] = scope;
            }
        }
        return List.of(kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept));
    }

    /** The normal form of the union of two lists that are in normal form already, in time linear in their lengths. */
    public static List<String> merge(List<String> left, List<String> right) {
        if (left.isEmpty()) {
            return List.copyOf(right);
        }
        if (right.isEmpty()) {
            return List.copyOf(left);
        }
        List<String> merged = new ArrayList<>(left.size() + right.size());
        int l = 0;
        int r = 0;
        while (l < left.size() || r < right.size()) {
            boolean takeLeft = r == right.size() || (l < left.size() && compare(left.get(l), right.get(r)) <= 0);
            String next = takeLeft ? left.get(l++) : right.get(r++);
            if (merged.isEmpty() || !patternMatch(merged.getLast(), next)) {
                merged.add(next);
            }
        }
        return List.copyOf(merged);
    }

    /**
     * The normal form of the union of many normal forms. Neighbours are merged pairwise, so that the work grows with the
     * logarithm of the number of parts and not with the number itself.
     */
    static List<String> mergeAll(List<List<String>> parts) {
        if (parts.isEmpty()) {
            return List.of();
        }
        List<List<String>> round = parts;
        while (round.size() > 1) {
            List<List<String>> next = new ArrayList<>((round.size() + 1) / 2);
            for (int i = 0; i < round.size(); i += 2) {
                next.add(i + 1 < round.size() ? merge(round.get(i), round.get(i + 1)) : round.get(i));
            }
            round = next;
        }
        return round.getFirst();
    }

    /** The normal form of the union of any two collections. */
    public static List<String> union(Collection<String> left, Collection<String> right) {
        List<String> all = new ArrayList<>(left.size() + right.size());
        all.addAll(left);
        all.addAll(right);
        return normalise(all);
    }

    /** The normal form of the scopes that both collections satisfy: {@code a*} and {@code ab} have {@code ab} in common. */
    public static List<String> intersection(Collection<String> left, Collection<String> right) {
        ScopeSet leftSet = ScopeSet.of(left);
        ScopeSet rightSet = ScopeSet.of(right);
        List<String> common = new ArrayList<>();
        for (String scope : left) {
            if (rightSet.satisfies(scope)) {
                common.add(scope);
            }
        }
        for (String scope : right) {
            if (leftSet.satisfies(scope)) {
                common.add(scope);
            }
        }
        return normalise(common);
    }

    /** The length of the scope without one trailing star. */
    static int prefixLength(String scope) {
        int length = scope.length();
        return length > 0 && scope.charAt(length - 1) == '*' ? length - 1 : length;
    }

    static boolean isStarred(String scope) {
        return !scope.isEmpty() && scope.charAt(scope.length() - 1) == '*';
    }
}
