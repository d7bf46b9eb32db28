package taskcluster.scopes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An immutable set of scopes in normal form. Deciding whether it satisfies a scope takes a binary search. */
public final class ScopeSet {
    private static final ScopeSet EMPTY = new ScopeSet(List.of());

    private final List<String> scopes;

    private ScopeSet(List<String> scopes) {
        this.scopes = scopes;
    }

    public static ScopeSet empty() {
        return EMPTY;
    }

    /** A set of any scopes, in any order. */
    public static ScopeSet of(Collection<String> scopes) {
        return scopes.isEmpty() ? EMPTY : new ScopeSet(Scopes.normalise(scopes));
    }

    /** A set of scopes that are known to be in normal form; the list is trusted, and copied only when it can change. */
    public static ScopeSet ofNormalised(List<String> scopes) {
        return scopes.isEmpty() ? EMPTY : new ScopeSet(List.copyOf(scopes));
    }

    /** The members in normal form; the list cannot be changed. */
    public List<String> scopes() {
        return scopes;
    }

    public boolean isEmpty() {
        return scopes.isEmpty();
    }

    /** Whether some member matches the scope. A scope that ends in a star needs a member that covers all of it. */
    public boolean satisfies(String scope) {
        int floor = floor(scope);
        if (floor >= 0 && Scopes.patternMatch(scopes.get(floor), scope)) {
            return true;
        }
        // The one member that matches and yet comes later: "a**" is the pattern of everything that starts with "a*".
        if (!Scopes.isStarred(scope)) {
            return false;
        }
        String doubled = scope + "*";
        int position = floor(doubled);
        return position >= 0 && scopes.get(position).equals(doubled);
    }

    /** Whether the expression holds: a scope is matched, every part of an AllOf holds, some part of an AnyOf holds. */
    public boolean satisfies(ScopeExpression expression) {
        return switch (expression) {
            case ScopeExpression.Single single -> satisfies(single.scope());
            case ScopeExpression.AllOf all -> all.parts().stream().allMatch(this::satisfies);
            case ScopeExpression.AnyOf any -> any.parts().stream().anyMatch(this::satisfies);
        };
    }

    /**
     * The scopes of the expression that this set satisfies, in normal form, with those of every satisfied alternative;
     * null if it does not satisfy the expression.
     */
    public @Nullable List<String> satisfying(ScopeExpression expression) {
        List<String> used = new ArrayList<>();
        return collectSatisfying(expression, used) ? Scopes.normalise(used) : null;
    }

    private boolean collectSatisfying(ScopeExpression expression, List<String> used) {
        return switch (expression) {
            case ScopeExpression.Single single -> satisfies(single.scope()) && used.add(single.scope());
            case ScopeExpression.AllOf all -> {
                int mark = used.size();
                for (ScopeExpression part : all.parts()) {
                    if (!collectSatisfying(part, used)) {
                        used.subList(mark, used.size()).clear();
                        yield false;
                    }
                }
                yield true;
            }
            case ScopeExpression.AnyOf any -> {
                boolean satisfied = false;
                for (ScopeExpression part : any.parts()) {
                    satisfied |= collectSatisfying(part, used);
                }
                yield satisfied;
            }
        };
    }

    /**
     * What the expression still requires of this set, null if nothing. Satisfied parts of an AllOf are left out, an AllOf
     * with one part left becomes that part, and an AnyOf with a satisfied part requires nothing more.
     */
    public @Nullable ScopeExpression missing(ScopeExpression expression) {
        return switch (expression) {
            case ScopeExpression.Single single -> satisfies(single.scope()) ? null : single;
            case ScopeExpression.AllOf all -> missingOfAll(all);
            case ScopeExpression.AnyOf any -> missingOfAny(any);
        };
    }

    private @Nullable ScopeExpression missingOfAll(ScopeExpression.AllOf all) {
        List<ScopeExpression> rest = new ArrayList<>();
        for (ScopeExpression part : all.parts()) {
            ScopeExpression missing = missing(part);
            if (missing != null) {
                rest.add(missing);
            }
        }
        return switch (rest.size()) {
            case 0 -> null;
            case 1 -> rest.getFirst();
            default -> new ScopeExpression.AllOf(rest);
        };
    }

    private @Nullable ScopeExpression missingOfAny(ScopeExpression.AnyOf any) {
        List<ScopeExpression> rest = new ArrayList<>();
        for (ScopeExpression part : any.parts()) {
            ScopeExpression missing = missing(part);
            if (missing == null) {
                return null;
            }
            rest.add(missing);
        }
        return new ScopeExpression.AnyOf(rest);
    }

    public ScopeSet union(ScopeSet other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty() ? other : new ScopeSet(Scopes.merge(scopes, other.scopes));
    }

    /** The members that start with a text, of which a star at the end is an ordinary character; in normal form. */
    List<String> startingWith(String text) {
        // A second star is the special one. No scope has a character after '~'.
        return scopes.subList(ceiling(text + '*'), ceiling(text + "\u007f*"));
    }

    /** The position of the first member that is not before the scope; the size if there is none. */
    private int ceiling(String scope) {
        int floor = floor(scope);
        return floor >= 0 && scopes.get(floor).equals(scope) ? floor : floor + 1;
    }

    /** The position of the last member that is not after the scope, -1 if there is none. */
    private int floor(String scope) {
        int low = 0;
        int high = scopes.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Scopes.compare(scopes.get(middle), scope) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScopeSet set && scopes.equals(set.scopes);
    }

    @Override
    public int hashCode() {
        return scopes.hashCode();
    }

    @Override
    public String toString() {
        return scopes.toString();
    }
}
