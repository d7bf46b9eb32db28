package taskcluster.scopes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskcluster.scopes.PatternTree.Node;

/**
 * Finds circles of rules that depend on each other, with the way around: a depth-first search in which a rule leads to every
 * rule that one of its scopes matches, a parameter taken as its worst case, a star.
 *
 * <p>A scope may match a large part of all rules, and many scopes the same part. A part all of whose rules are done is not
 * looked into again, so that the whole search takes little more than one look at each rule and scope.
 */
final class CycleSearch {
    private final RuleGraph graph;
    private final Set<Object> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Rule> onPath = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Step> path = new ArrayDeque<>();

    private CycleSearch(RuleGraph graph) {
        this.graph = graph;
    }

    /**
     * Does nothing if no rule depends on itself.
     *
     * @throws InvalidRoleSetException if some do
     */
    static void check(RuleGraph graph) {
        graph.rules().root().forEach(new CycleSearch(graph)::searchFrom);
    }

    /**
     * Does nothing if the rule does not depend on itself, given that no circle leads past it.
     *
     * @throws InvalidRoleSetException if it does
     */
    static void check(RuleGraph graph, Rule rule) {
        if (DependencySearch.isInCircle(graph, rule)) {
            new CycleSearch(graph).searchFrom(rule);
        }
    }

    private void searchFrom(Rule root) {
        if (done.contains(root)) {
            return;
        }
        enter(root);
        while (!path.isEmpty()) {
            Step step = path.element();
            Rule dependency = step.next();
            if (dependency == null) {
                leave(step);
            } else if (onPath.contains(dependency)) {
                throw cycle(dependency);
            } else {
                enter(dependency);
            }
        }
    }

    private void enter(Rule rule) {
        onPath.add(rule);
        path.push(new Step(rule));
    }

    private void leave(Step step) {
        path.pop();
        onPath.remove(step.rule);
        done.add(step.rule);
        done.addAll(step.opened);
    }

    private InvalidRoleSetException cycle(Rule repeated) {
        List<String> cycle = new ArrayList<>();
        Iterator<Step> fromRoot = path.descendingIterator();
        boolean within = false;
        while (fromRoot.hasNext()) {
            Rule rule = fromRoot.next().rule;
            within |= rule.roleId().equals(repeated.roleId());
            if (within) {
                cycle.add(rule.pattern());
            }
        }
        cycle.add(repeated.pattern());
        return new InvalidRoleSetException(
                "Roles may not contain dependency cycles, found: '" + String.join("' -> '", cycle) + "'",
                InvalidRoleSetException.Kind.DEPENDENCY_CYCLE,
                Map.of("cycle", List.copyOf(cycle)));
    }

    /** A rule that is being searched, and what of its dependencies is still to be looked at. */
    private final class Step implements RuleGraph.Neighbours {
        private final Rule rule;
        private final Iterator<Assumption> assumptions;
        private final Deque<Rule> rules = new ArrayDeque<>();
        private final Deque<Node<Rule>> parts = new ArrayDeque<>();
        /** Once this rule is done, all rules of these parts are. */
        private final Set<Node<Rule>> opened = Collections.newSetFromMap(new IdentityHashMap<>());

        Step(Rule rule) {
            this.rule = rule;
            this.assumptions = rule.assumptions().iterator();
        }

        /** A dependency that is not done; null if there is none. */
        @Nullable
        Rule next() {
            while (true) {
                Rule next = rules.poll();
                Node<Rule> part = next == null ? parts.poll() : null;
                if (next != null) {
                    if (!done.contains(next)) {
                        return next;
                    }
                } else if (part != null) {
                    open(part);
                } else if (assumptions.hasNext()) {
                    graph.dependencies(assumptions.next(), this);
                } else {
                    return null;
                }
            }
        }

        private void open(Node<Rule> part) {
            if (done.contains(part) || !opened.add(part)) {
                return;
            }
            if (part.exact() != null) {
                rule(part.exact());
            }
            if (part.starred() != null) {
                rule(part.starred());
            }
            part.children().forEach(this::rules);
        }

        @Override
        public void rule(Rule dependency) {
            rules.add(dependency);
        }

        @Override
        public void rules(Node<Rule> part) {
            parts.push(part);
        }

        @Override
        public void assuming(Node<PatternTree<Rule>> part) {
            throw new IllegalStateException("This search goes the other way");
        }
    }
}
