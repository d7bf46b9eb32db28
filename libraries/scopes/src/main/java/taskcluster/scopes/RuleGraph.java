package taskcluster.scopes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskcluster.scopes.PatternTree.Entry;
import taskcluster.scopes.PatternTree.Node;

/**
 * Immutable: all rules, and which of them lead to which. A rule depends on another one if something that it assumes and the
 * pattern of the other one match in either direction. So both sides are patterns, and are found in the same way: the rules by
 * what they are named, and by what they assume.
 *
 * @param rules by their patterns
 * @param assuming for each pattern that is assumed, the rules that do so
 */
record RuleGraph(PatternTree<Rule> rules, PatternTree<PatternTree<Rule>> assuming) {
    /** Takes what a rule leads to, or is reached from: single rules and whole parts of the trees. */
    interface Neighbours {
        void rule(Rule rule);

        void rules(Node<Rule> part);

        void assuming(Node<PatternTree<Rule>> part);
    }

    /** Of rules that all have different role ids. */
    static RuleGraph of(Collection<Rule> rules) {
        List<Entry<Rule>> byPattern = new ArrayList<>(rules.size());
        Map<Assumption, List<Entry<Rule>>> byAssumption = new HashMap<>();
        for (Rule rule : rules) {
            Entry<Rule> entry = new Entry<>(rule.name(), rule.prefix(), rule);
            byPattern.add(entry);
            for (Assumption assumed : rule.assumptions()) {
                byAssumption.computeIfAbsent(assumed, _ -> new ArrayList<>()).add(entry);
            }
        }
        List<Entry<PatternTree<Rule>>> assuming = new ArrayList<>(byAssumption.size());
        byAssumption.forEach((assumed, entries) ->
                assuming.add(new Entry<>(assumed.name(), assumed.starred(), PatternTree.of(entries))));
        return new RuleGraph(PatternTree.of(byPattern), PatternTree.of(assuming));
    }

    @Nullable
    Rule rule(String roleId) {
        return rules.get(nameOf(roleId), Scopes.isStarred(roleId));
    }

    /** With a rule in the place of one of the same role id, if there is one. */
    RuleGraph with(Rule rule) {
        PatternTree<PatternTree<Rule>> changed = withoutAssumptions(rule.roleId());
        for (Assumption assumed : rule.assumptions()) {
            PatternTree<Rule> known = changed.get(assumed.name(), assumed.starred());
            PatternTree<Rule> more =
                    (known == null ? PatternTree.<Rule>empty() : known).with(rule.name(), rule.prefix(), rule);
            changed = changed.with(assumed.name(), assumed.starred(), more);
        }
        return new RuleGraph(rules.with(rule.name(), rule.prefix(), rule), changed);
    }

    RuleGraph without(String roleId) {
        return new RuleGraph(rules.without(nameOf(roleId), Scopes.isStarred(roleId)), withoutAssumptions(roleId));
    }

    private PatternTree<PatternTree<Rule>> withoutAssumptions(String roleId) {
        Rule rule = rule(roleId);
        PatternTree<PatternTree<Rule>> changed = assuming;
        for (Assumption assumed : rule == null ? Set.<Assumption>of() : rule.assumptions()) {
            PatternTree<Rule> known = changed.get(assumed.name(), assumed.starred());
            if (known != null) {
                PatternTree<Rule> fewer = known.without(nameOf(roleId), Scopes.isStarred(roleId));
                changed = fewer.size() == 0
                        ? changed.without(assumed.name(), assumed.starred())
                        : changed.with(assumed.name(), assumed.starred(), fewer);
            }
        }
        return changed;
    }

    /** The rules that match what is assumed. */
    void dependencies(Assumption assumed, Neighbours neighbours) {
        rules.forEachAbove(assumed.name(), neighbours::rule);
        if (assumed.starred()) {
            Node<Rule> part = rules.below(assumed.name());
            if (part != null) {
                neighbours.rules(part);
            }
        } else {
            Rule exact = rules.get(assumed.name(), false);
            if (exact != null) {
                neighbours.rule(exact);
            }
        }
    }

    /** The rules that depend on a rule. */
    void dependents(Rule rule, Neighbours neighbours) {
        assuming.forEachAbove(rule.name(), known -> neighbours.rules(known.root()));
        if (rule.prefix()) {
            Node<PatternTree<Rule>> part = assuming.below(rule.name());
            if (part != null) {
                neighbours.assuming(part);
            }
        } else {
            PatternTree<Rule> exact = assuming.get(rule.name(), false);
            if (exact != null) {
                neighbours.rules(exact.root());
            }
        }
    }

    /** The scopes of all roles, as given. */
    Map<String, List<String>> roles() {
        Map<String, List<String>> roles = LinkedHashMap.newLinkedHashMap(rules.size());
        rules.root().forEach(rule -> roles.put(rule.roleId(), rule.scopes()));
        return roles;
    }

    private static String nameOf(String roleId) {
        return roleId.substring(0, Scopes.prefixLength(roleId));
    }
}
