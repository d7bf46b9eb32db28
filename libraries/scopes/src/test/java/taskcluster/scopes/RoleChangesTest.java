package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A set of roles that changed step by step is what compiling it anew gives, and what the definition says. */
class RoleChangesTest {
    private static final int ROUNDS = 1_500;

    /** A set of roles at some time, with what it should be. */
    private record Moment(RoleSet set, Map<String, List<String>> model) {
        Moment {
            model = Map.copyOf(model);
        }

        Map<String, List<String>> changed(Map<String, List<String>> put, Set<String> removed) {
            Map<String, List<String>> changed = new HashMap<>(model);
            changed.keySet().removeAll(removed);
            changed.putAll(put);
            return changed;
        }
    }

    @Test
    void everyStepIsWhatCompilingAnewGives() {
        long first = Seed.next();
        int accepted = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String seed = "seed " + (first + round) + " ";
            RandomScopes random = new RandomScopes(first + round);
            List<List<String>> questions = questions(random);
            List<Moment> moments = new ArrayList<>();
            moments.add(new Moment(RoleSet.compile(Map.of()), Map.of()));
            for (int i = 0; i < 12; i++) {
                // Mostly on from the last one, at times from an earlier one: both have the same memory.
                Moment before = random.below(4) == 0 ? moments.get(random.below(moments.size())) : moments.getLast();
                Map<String, List<String>> put = new LinkedHashMap<>();
                Set<String> removed = new HashSet<>();
                for (int j = random.below(10) == 0 ? 1 + random.below(4) : 1; j > 0; j--) {
                    Map.Entry<String, List<String>> role = random.role();
                    if (random.below(4) == 0 && !before.model.isEmpty()) {
                        removed.add(before.model.keySet().iterator().next());
                    } else {
                        put.put(role.getKey(), role.getValue());
                    }
                }
                removed.removeAll(put.keySet());
                Moment after = step(before, put, removed, seed);
                if (after == null) {
                    refused++;
                } else {
                    accepted++;
                    moments.add(after);
                }
                ask(moments.getLast(), questions, seed);
                ask(moments.get(random.below(moments.size())), questions, seed);
            }
        }
        assertThat(accepted).isGreaterThan(ROUNDS * 4);
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    private static Moment step(Moment before, Map<String, List<String>> put, Set<String> removed, String seed) {
        Map<String, List<String>> model = before.changed(put, removed);
        String what = seed + before.model + " + " + put + " - " + removed;
        if (NaiveRoles.hasCycle(model) || !markersAreValid(put)) {
            assertThatThrownBy(() -> before.set.changed(put, removed))
                    .as(what)
                    .isInstanceOf(InvalidRoleSetException.class);
            return null;
        }
        RoleSet after = before.set.changed(put, removed);
        assertThat(after.roles()).as(what).isEqualTo(model);
        assertThat(after.size()).as(what).isEqualTo(model.size());
        model.forEach((roleId, scopes) -> assertThat(after.scopesOf(roleId)).isEqualTo(scopes));
        return new Moment(after, model);
    }

    private static void ask(Moment moment, List<List<String>> questions, String seed) {
        RoleSet anew = RoleSet.compile(moment.model);
        for (List<String> question : questions) {
            List<String> expected = Scopes.normalise(NaiveRoles.closure(moment.model, question));
            assertThat(moment.set.expand(question).scopes())
                    .as(seed + moment.model + question)
                    .isEqualTo(expected);
            assertThat(anew.expand(question).scopes())
                    .as(seed + moment.model + question)
                    .isEqualTo(expected);
        }
    }

    private static List<List<String>> questions(RandomScopes random) {
        List<List<String>> questions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            questions.add(random.assumptions(3));
            questions.add(List.of("assume:" + random.role().getKey()));
        }
        questions.add(List.of("a*"));
        return questions;
    }

    private static boolean markersAreValid(Map<String, List<String>> roles) {
        return roles.entrySet().stream()
                .filter(role -> role.getKey().endsWith("*"))
                .flatMap(role -> role.getValue().stream())
                .noneMatch(scope -> scope.indexOf("<..>") != scope.lastIndexOf("<..>") || scope.endsWith("*<..>"));
    }

    @Test
    void largeRangesFollowChangesToo() {
        Map<String, List<String>> roles = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            roles.put("p:" + i + (i % 3 == 0 ? ":*" : ""), List.of("x:" + i + ":<..>", "assume:q:" + i % 7));
            roles.put("q:" + i % 7, List.of("deep:" + i % 7));
        }
        roles.put("all", List.of("assume:p*"));
        RandomScopes random = new RandomScopes(Seed.next());
        Moment moment = new Moment(RoleSet.compile(roles), roles);
        for (int i = 0; i < 60; i++) {
            String roleId = (random.below(2) == 0 ? "p:" + random.below(400) : "q:" + random.below(7));
            moment = random.below(4) == 0
                    ? step(moment, Map.of(), Set.of(roleId), "")
                    : step(moment, Map.of(roleId, List.of("new:" + i)), Set.of(), "");
            for (String scope : List.of("assume:p:*", "assume:all", "assume:p:1*", "a*")) {
                List<String> expected = Scopes.normalise(NaiveRoles.closure(moment.model, List.of(scope, "z")));
                assertThat(moment.set.expand(List.of(scope, "z")).scopes()).isEqualTo(expected);
            }
        }
    }

    @Test
    void severalChangesAtOnceMayPassThroughACircle() {
        RoleSet roles = RoleSet.compile(Map.of("a", List.of("assume:b"), "b", List.of("x"), "gone", List.of()));
        assertThatThrownBy(() -> roles.with("b", List.of("assume:a"))).isInstanceOf(InvalidRoleSetException.class);
        RoleSet turned = roles.changed(Map.of("b", List.of("assume:a"), "a", List.of("y")), List.of("gone", "never"));
        assertThat(turned.expand(List.of("assume:b")).scopes()).containsExactly("assume:a", "assume:b", "y");
        assertThat(turned.scopesOf("gone")).isNull();
        assertThatThrownBy(() -> turned.changed(Map.of("a", List.of("assume:b"), "c", List.of()), List.of()))
                .isInstanceOf(InvalidRoleSetException.class);
    }

    @Test
    void aChangeThatChangesNothingIsTheSameSet() {
        RoleSet roles = RoleSet.compile(Map.of("a", List.of("x"), "b*", List.of("y<..>")));
        assertThat(roles.with("b*", List.of("y<..>"))).isSameAs(roles);
        assertThat(roles.changed(Map.of(), List.of("c"))).isSameAs(roles);
        assertThat(roles.changed(Map.of("a", List.of("z")), List.of("a")).scopesOf("a"))
                .as("put wins over removed")
                .containsExactly("z");
    }
}
