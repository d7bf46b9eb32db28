package taskcluster.scopes;

import java.util.ArrayList;
import java.util.List;

/**
 * Immutable: the latest states that a set of roles went through. It tells whether an expansion that was made in an earlier
 * state is what it would be now.
 */
final class History {
    private static final int LONGEST = 64;

    private final List<State> states;

    private History(List<State> states) {
        this.states = states;
    }

    /** Compared by identity: a state, with the roles in which it differs from the one before. */
    static final class State {
        private final List<String> changedRoles;

        private State(List<String> changedRoles) {
            this.changedRoles = changedRoles;
        }

        /**
         * Whether the change to this state may have changed an expansion: some scope of it and the pattern of a changed role
         * match in either direction.
         */
        private boolean affects(ScopeSet expansion) {
            for (String roleId : changedRoles) {
                String pattern = Assumption.PREFIX + roleId;
                if (expansion.satisfies(pattern)
                        || (Scopes.isStarred(roleId)
                                && !expansion
                                        .startingWith(pattern.substring(0, pattern.length() - 1))
                                        .isEmpty())) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Of a set of roles that does not go back to another one. */
    static History begin() {
        return new History(List.of(new State(List.of())));
    }

    /** With a state that differs in these roles from what is now the last one. */
    History after(List<String> changedRoles) {
        List<State> later = new ArrayList<>(states.size() < LONGEST ? states : states.subList(1, LONGEST));
        later.add(new State(List.copyOf(changedRoles)));
        return new History(List.copyOf(later));
    }

    State last() {
        return states.getLast();
    }

    /** Whether an expansion, made in a state, is known to be the same now. */
    boolean isValid(ScopeSet expansion, State madeIn) {
        for (State state : states.reversed()) {
            if (state == madeIn) {
                return true;
            }
            if (state.affects(expansion)) {
                return false;
            }
        }
        return false;
    }
}
