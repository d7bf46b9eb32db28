package taskcluster.scopes;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import taskcluster.scopes.PatternTree.Node;

/**
 * Tells whether a rule depends on itself, by two searches that take turns: for all that it depends on, and for all that
 * depends on it. The rule is in a circle if either meets it again, and is not as soon as either has come to its end. So the
 * work is bounded by the smaller of the two sides: a rule on which nobody depends may assume very many, and the other way
 * around.
 */
final class DependencySearch {
    private final RuleGraph graph;
    private final Rule target;
    private boolean found;

    private DependencySearch(RuleGraph graph, Rule target) {
        this.graph = graph;
        this.target = target;
    }

    static boolean isInCircle(RuleGraph graph, Rule rule) {
        return new DependencySearch(graph, rule).search();
    }

    private boolean search() {
        Side dependencies = new Side(true);
        Side dependents = new Side(false);
        while (dependencies.step() && dependents.step()) {
            if (found) {
                return true;
            }
        }
        return found;
    }

    /** One of the two searches. Each rule and each part of the trees is looked into once. */
    private final class Side implements RuleGraph.Neighbours {
        private final boolean forward;
        private final Deque<Rule> rules = new ArrayDeque<>();
        private final Deque<Node<Rule>> parts = new ArrayDeque<>();
        private final Deque<Node<PatternTree<Rule>>> assumingParts = new ArrayDeque<>();
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        Side(boolean forward) {
            this.forward = forward;
            rules.push(target);
        }

        /** A bounded piece of work; false if nothing was left to do. */
        boolean step() {
            Rule rule = rules.poll();
            if (rule != null) {
                follow(rule);
                return true;
            }
            Node<Rule> part = parts.poll();
            if (part != null) {
                rule(part.exact());
                rule(part.starred());
                part.children().forEach(this::rules);
                return true;
            }
            Node<PatternTree<Rule>> assuming = assumingParts.poll();
            if (assuming != null) {
                all(assuming.exact());
                all(assuming.starred());
                assuming.children().forEach(this::assuming);
                return true;
            }
            return false;
        }

        private void follow(Rule rule) {
            if (forward) {
                rule.assumptions().forEach(assumed -> graph.dependencies(assumed, this));
            } else {
                graph.dependents(rule, this);
            }
        }

        @Override
        public void rule(@Nullable Rule rule) {
            if (rule != null && rule.roleId().equals(target.roleId())) {
                found = true;
            } else if (rule != null && seen.add(rule)) {
                rules.push(rule);
            }
        }

        @Override
        public void rules(Node<Rule> part) {
            if (seen.add(part)) {
                parts.push(part);
            }
        }

        private void all(@Nullable PatternTree<Rule> known) {
            if (known != null) {
                rules(known.root());
            }
        }

        @Override
        public void assuming(Node<PatternTree<Rule>> part) {
            if (seen.add(part)) {
                assumingParts.push(part);
            }
        }
    }
}
