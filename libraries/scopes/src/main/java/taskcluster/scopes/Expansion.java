package taskcluster.scopes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import taskcluster.scopes.PatternTree.Node;

/** One evaluation of roles: follows every scope that assumes roles until nothing new is found. */
final class Expansion {
    private final List<String> scopes;
    private final PatternTree<Rule> rules;
    private final Function<String, ScopeSet> expandOne;
    private final Set<String> found = new HashSet<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<String> wide = new ArrayList<>();
    private final List<List<String>> parts = new ArrayList<>();

    private Expansion(List<String> scopes, PatternTree<Rule> rules, Function<String, ScopeSet> expandOne) {
        this.scopes = scopes;
        this.rules = rules;
        this.expandOne = expandOne;
    }

    /**
     * Expands scopes.
     *
     * @param expandOne is asked for the expansions of single scopes that many rules match; where the scopes are just one of
     *     those, its expansion is made here
     */
    static ScopeSet of(List<String> scopes, PatternTree<Rule> rules, Function<String, ScopeSet> expandOne) {
        return new Expansion(scopes, rules, expandOne).expand();
    }

    private ScopeSet expand() {
        scopes.forEach(this::add);
        while (!open.isEmpty()) {
            String scope = open.pop();
            Assumption assumed = Assumption.of(scope);
            if (assumed.starred()) {
                followPattern(scope, assumed.name());
            } else {
                followName(assumed.name());
            }
        }
        // Their expansions are complete and lead to nothing else.
        for (String scope : Scopes.normalise(wide)) {
            parts.add(expandOne.apply(scope).scopes());
        }
        parts.add(Scopes.normalise(found));
        return ScopeSet.ofNormalised(Scopes.mergeAll(parts));
    }

    private void add(String scope) {
        if (found.add(scope) && Assumption.isIn(scope)) {
            open.push(scope);
        }
    }

    /** Adds the grants of the rule of exactly this name and of the prefix rules that apply to it. */
    private void followName(String name) {
        Rule exact = rules.get(name, false);
        if (exact != null) {
            exact.grants().forEach(grant -> add(grant.text()));
        }
        rules.forEachAbove(name, rule -> {
            String rest = name.substring(rule.name().length());
            rule.grants().forEach(grant -> add(grant.forName(rest)));
        });
    }

    /** Adds the grants of all rules whose names start as the pattern does, and of the prefix rules above them. */
    private void followPattern(String scope, String start) {
        Node<Rule> below = rules.below(start);
        if (below != null && below.isLarge()) {
            if (scopes.size() > 1 || !scopes.getFirst().equals(scope)) {
                wide.add(scope);
                return;
            }
            ScopeSet granted = below.union(Rule::widest);
            parts.add(granted.scopes());
            granted.startingWith(Assumption.PREFIX).forEach(this::add);
        } else if (below != null) {
            below.forEach(rule -> rule.grants().forEach(grant -> add(grant.widest())));
        }
        rules.forEachAbove(start, rule -> {
            String rest = start.substring(rule.name().length()) + '*';
            rule.grants().forEach(grant -> add(grant.forPattern(rest)));
        });
    }
}
