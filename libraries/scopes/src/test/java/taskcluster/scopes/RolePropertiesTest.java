package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Role expansion compared with its definition, on random roles. */
class RolePropertiesTest {
    private static final int ROUNDS = 8_000;

    @Test
    void expansionIsItsDefinitionOnLayeredRoles() {
        long first = Seed.next();
        int compiled = 0;
        for (int i = 0; i < ROUNDS; i++) {
            RandomScopes random = new RandomScopes(first + i);
            compiled += compare(random, random.layeredRoles(), "seed " + (first + i));
        }
        assertThat(compiled).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void expansionIsItsDefinitionOnAnyRoles() {
        long first = Seed.next();
        int compiled = 0;
        for (int i = 0; i < ROUNDS; i++) {
            RandomScopes random = new RandomScopes(first + i);
            compiled += compare(random, random.anyRoles(), "seed " + (first + i));
        }
        assertThat(compiled).isBetween(ROUNDS / 10, ROUNDS * 99 / 100);
    }

    @Test
    void everyFoundCycleIsOne() {
        long first = Seed.next();
        int cycles = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, List<String>> roles = new RandomScopes(first + i).anyRoles();
            try {
                RoleSet.compile(roles);
            } catch (InvalidRoleSetException refused) {
                if (refused.kind() == InvalidRoleSetException.Kind.DEPENDENCY_CYCLE) {
                    cycles++;
                    assertIsCycle(roles, (List<?>) refused.details().get("cycle"), "seed " + (first + i) + roles);
                }
            }
        }
        assertThat(cycles).isPositive();
    }

    /** Each pattern of the cycle alone with the next must depend on it: replaying one step of the definition. */
    private static void assertIsCycle(Map<String, List<String>> roles, List<?> cycle, String seed) {
        assertThat(cycle).as(seed).hasSizeGreaterThan(1);
        assertThat(cycle.getFirst()).as(seed).isEqualTo(cycle.getLast());
        for (int i = 0; i + 1 < cycle.size(); i++) {
            String from = String.valueOf(cycle.get(i)).substring("assume:".length());
            String next = String.valueOf(cycle.get(i + 1));
            boolean depends = roles.getOrDefault(from, List.of()).stream()
                    .map(scope -> from.endsWith("*") && scope.contains("<..>")
                            ? scope.substring(0, scope.indexOf("<..>")) + "*"
                            : scope)
                    .anyMatch(scope -> NaiveRoles.matches(scope, next) || NaiveRoles.matches(next, scope));
            assertThat(depends).as(seed).isTrue();
        }
    }

    @Test
    void largeRangesExpandByTheDefinitionToo() {
        long first = Seed.next();
        int compared = 0;
        for (int i = 0; compared < 2; i++) {
            Map<String, List<String>> others = new RandomScopes(first + i).layeredRoles();
            if (NaiveRoles.hasCycle(others) || !markersAreValid(others)) {
                continue;
            }
            Map<String, List<String>> roles = new LinkedHashMap<>();
            for (int j = 0; j < 300; j++) {
                roles.put(
                        "p:" + j + (j % 3 == 0 ? ":*" : ""),
                        List.of("x:" + j + ":<..>", "assume:q:" + j % 7 + ":<..>y"));
                roles.put("q:" + j % 7 + ":" + j, List.of("deep:" + j, "assume:r"));
            }
            roles.put("all", List.of("assume:p*"));
            roles.put("p:*", List.of("own:<..>"));
            roles.put("some", List.of("assume:p:1*", "assume:p:*", "assume:q:0*"));
            others.forEach(roles::putIfAbsent);
            if (NaiveRoles.hasCycle(roles)) {
                continue;
            }
            RoleSet set = RoleSet.compile(roles);
            for (String scope : List.of("assume:p:*", "assume:all", "assume:some", "assume:p:1*", "assume:*", "a*")) {
                List<String> expected = Scopes.normalise(NaiveRoles.closure(roles, List.of(scope, "z")));
                assertThat(set.expand(List.of(scope, "z")).scopes())
                        .as("seed " + (first + i))
                        .isEqualTo(expected);
                assertThat(set.expand(List.of("z", scope)).scopes()).isEqualTo(expected);
            }
            compared++;
        }
    }

    private static int compare(RandomScopes random, Map<String, List<String>> roles, String seed) {
        RoleSet set;
        try {
            set = RoleSet.compile(roles);
        } catch (InvalidRoleSetException refused) {
            if (refused.kind() == InvalidRoleSetException.Kind.DEPENDENCY_CYCLE) {
                assertThat(NaiveRoles.hasCycle(roles)).as(seed + roles).isTrue();
            } else {
                assertThat(markersAreValid(roles)).as(seed + roles).isFalse();
            }
            return 0;
        }
        assertThat(NaiveRoles.hasCycle(roles)).as(seed + roles).isFalse();
        assertThat(markersAreValid(roles)).as(seed + roles).isTrue();
        List<List<String>> questions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            questions.add(random.assumptions(3));
        }
        for (String roleId : roles.keySet()) {
            questions.add(List.of("assume:" + roleId));
            questions.add(List.of("assume:" + roleId + "*"));
            questions.add(List.of("assume:" + roleId.substring(0, roleId.length() / 2) + "*"));
        }
        for (List<String> scopes : questions) {
            List<String> expected = Scopes.normalise(NaiveRoles.closure(roles, scopes));
            assertThat(set.expand(scopes).scopes()).as(seed + roles + scopes).isEqualTo(expected);
        }
        return 1;
    }

    private static boolean markersAreValid(Map<String, List<String>> roles) {
        Map<String, List<String>> prefixRoles = new HashMap<>(roles);
        prefixRoles.keySet().removeIf(roleId -> !roleId.endsWith("*"));
        return prefixRoles.values().stream()
                .flatMap(List::stream)
                .noneMatch(scope -> scope.indexOf("<..>") != scope.lastIndexOf("<..>") || scope.endsWith("*<..>"));
    }
}
