package taskcluster.scopes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of roles, checked and prepared for expansion. Holding the scope {@code assume:<roleId>} gives the
 * scopes of that role. A role whose id ends in a star is given to every assumed name that starts with the rest of the id;
 * in its scopes the marker {@code <..>} stands for the remainder of that name.
 *
 * <p>The cost of an expansion depends on the length of the scopes and on the number of roles that they match, not on how many
 * others there are. A changed set shares what is the same with the one it was made from, and takes a time that depends on the
 * roles that changed and on those that they depend on or that depend on them, whichever are fewer. Expansions are remembered,
 * by all sets that come from one another: a change only ends those that it can have changed.
 */
public final class RoleSet {
    private static final int MAX_REMEMBERED = 10_000;
    private static final int MAX_REMEMBERED_SCOPES = 1_000_000;
    /** Beyond that many changes at once, expansions are rather made again than compared with them. */
    private static final int MAX_FOLLOWED_CHANGES = 1_000;

    private static final String EVERYTHING = "*";
    private static final ScopeSet ALL = ScopeSet.of(List.of(EVERYTHING));

    private final RuleGraph graph;
    private final History history;
    private final ExpansionCache cache;

    private RoleSet(RuleGraph graph, History history, ExpansionCache cache) {
        this.graph = graph;
        this.history = history;
        this.cache = cache;
    }

    /**
     * Checks and compiles roles, given as role id and scopes.
     *
     * @throws InvalidRoleSetException if a parameterised scope is ambiguous or roles depend on each other in a circle
     */
    public static RoleSet compile(Map<String, ? extends Collection<String>> roles) {
        List<Rule> rules = new ArrayList<>(roles.size());
        roles.forEach((roleId, scopes) -> rules.add(Rule.of(roleId, scopes)));
        RuleGraph graph = RuleGraph.of(rules);
        CycleSearch.check(graph);
        return new RoleSet(graph, History.begin(), new ExpansionCache(MAX_REMEMBERED, MAX_REMEMBERED_SCOPES));
    }

    /** The scopes of each role, as given; takes a time in proportion to the number of roles. */
    public Map<String, List<String>> roles() {
        return graph.roles();
    }

    /** The scopes of a role, as given; null if there is no such role. */
    public @Nullable List<String> scopesOf(String roleId) {
        Rule rule = graph.rule(roleId);
        return rule == null ? null : rule.scopes();
    }

    /** Stands for these roles without keeping them: sets that have the same one hold the same roles. */
    public Object state() {
        return history.last();
    }

    public int size() {
        return graph.rules().size();
    }

    /**
     * This set with one role added or replaced.
     *
     * @throws InvalidRoleSetException as {@link #compile}
     */
    public RoleSet with(String roleId, Collection<String> scopes) {
        return changed(Map.of(roleId, scopes), List.of());
    }

    /** This set without a role; the same set if there is no such role. */
    public RoleSet without(String roleId) {
        return changed(Map.of(), List.of(roleId));
    }

    /**
     * This set with several changes. Only what they lead to has to be valid, not what is between them.
     *
     * @param put scopes of roles that are added or replaced, by role id
     * @param removed ids of roles that are not to be there, whether or not they are now
     * @throws InvalidRoleSetException as {@link #compile}
     */
    public RoleSet changed(Map<String, ? extends Collection<String>> put, Collection<String> removed) {
        RuleGraph changed = graph;
        List<String> roleIds = new ArrayList<>();
        for (String roleId : removed) {
            if (changed.rule(roleId) != null) {
                changed = changed.without(roleId);
                roleIds.add(roleId);
            }
        }
        List<Rule> rules = new ArrayList<>(put.size());
        for (Map.Entry<String, ? extends Collection<String>> role : put.entrySet()) {
            Rule rule = Rule.of(role.getKey(), role.getValue());
            if (!rule.equals(changed.rule(role.getKey()))) {
                changed = changed.with(rule);
                rules.add(rule);
                roleIds.add(rule.roleId());
            }
        }
        // A circle that was not there before leads through a rule that was not there before.
        for (Rule rule : rules) {
            CycleSearch.check(changed, rule);
        }
        if (roleIds.isEmpty()) {
            return this;
        }
        boolean few = roleIds.size() <= MAX_FOLLOWED_CHANGES;
        return new RoleSet(changed, few ? history.after(roleIds) : History.begin(), cache);
    }

    /** The given scopes and everything that they give through roles, however indirectly, in normal form. */
    public ScopeSet expand(Collection<String> scopes) {
        boolean assuming = false;
        for (String scope : scopes) {
            if (Assumption.isIn(scope)) {
                if (scope.equals(EVERYTHING)) {
                    return ALL;
                }
                assuming = true;
            }
        }
        if (!assuming) {
            return ScopeSet.of(scopes);
        }
        List<String> key = List.copyOf(scopes);
        return cache.get(key, history, () -> expandNew(key));
    }

    public ScopeSet expand(ScopeSet scopes) {
        return expand(scopes.scopes());
    }

    /** What assumes roles is remembered apart from what only passes through, since many have the same roles. */
    private ScopeSet expandNew(List<String> scopes) {
        List<String> assuming = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        for (String scope : scopes) {
            (Assumption.isIn(scope) ? assuming : plain).add(scope);
        }
        List<String> key = Scopes.normalise(assuming);
        ScopeSet expanded = key.equals(scopes)
                ? Expansion.of(key, graph.rules(), this::expandOne)
                : cache.get(key, history, () -> Expansion.of(key, graph.rules(), this::expandOne));
        return expanded.union(ScopeSet.of(plain));
    }

    private ScopeSet expandOne(String scope) {
        List<String> key = List.of(scope);
        return cache.get(key, history, () -> Expansion.of(key, graph.rules(), this::expandOne));
    }

    @Override
    public String toString() {
        return "RoleSet of " + size() + " roles";
    }
}
