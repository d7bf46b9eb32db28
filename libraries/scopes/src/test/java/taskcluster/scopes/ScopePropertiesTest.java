package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Laws that hold for all scopes, tried on random ones. */
class ScopePropertiesTest {
    private static final int ROUNDS = 20_000;

    @Test
    void aNormalFormIsSortedAndMinimalAndEquivalent() {
        forAll((random, seed) -> {
            List<String> scopes = random.scopes(8);
            List<String> normal = Scopes.normalise(scopes);
            assertThat(normal).as(seed).isSortedAccordingTo(Scopes::compare);
            for (int i = 0; i < normal.size(); i++) {
                for (int j = i + 1; j < normal.size(); j++) {
                    assertThat(Scopes.patternMatch(normal.get(i), normal.get(j)))
                            .as(seed)
                            .isFalse();
                }
            }
            assertThat(scopes).as(seed).containsAll(normal);
            assertThat(scopes).as(seed).allMatch(scope -> naiveSatisfies(normal, scope));
            assertThat(Scopes.normalise(normal)).as(seed).isEqualTo(normal);
            List<String> shuffled = new ArrayList<>(scopes);
            Collections.shuffle(shuffled, new Random(shuffled.size()));
            assertThat(Scopes.normalise(shuffled)).as(seed).isEqualTo(normal);
        });
    }

    @Test
    void satisfactionIsThatSomeMemberMatches() {
        forAll((random, seed) -> {
            List<String> scopes = random.scopes(8);
            ScopeSet set = ScopeSet.of(scopes);
            for (int i = 0; i < 10; i++) {
                String scope = random.scope();
                assertThat(set.satisfies(scope)).as(seed + scope).isEqualTo(naiveSatisfies(set.scopes(), scope));
            }
        });
    }

    @Test
    void normalisingLosesNothingButLiteralDoubleStars() {
        forAll((random, seed) -> {
            List<String> scopes = random.scopes(8);
            ScopeSet set = ScopeSet.of(scopes);
            String scope = random.scope();
            if (!scope.endsWith("*")) {
                assertThat(set.satisfies(scope)).as(seed + scope).isEqualTo(naiveSatisfies(scopes, scope));
            }
        });
    }

    @Test
    void mergeAndUnionAreTheNormalFormOfAll() {
        forAll((random, seed) -> {
            List<String> left = random.scopes(6);
            List<String> right = random.scopes(6);
            List<String> both = new ArrayList<>(left);
            both.addAll(right);
            List<String> expected = Scopes.normalise(both);
            assertThat(Scopes.union(left, right)).as(seed).isEqualTo(expected);
            assertThat(Scopes.merge(Scopes.normalise(left), Scopes.normalise(right)))
                    .as(seed)
                    .isEqualTo(expected);
            assertThat(ScopeSet.of(left).union(ScopeSet.of(right))).as(seed).isEqualTo(ScopeSet.of(both));
        });
    }

    @Test
    void mergingManyIsTheNormalFormOfAll() {
        forAll((random, seed) -> {
            List<List<String>> parts = new ArrayList<>();
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                List<String> part = random.scopes(3);
                all.addAll(part);
                parts.add(Scopes.normalise(part));
                assertThat(Scopes.mergeAll(parts)).as(seed).isEqualTo(Scopes.normalise(all));
            }
        });
        assertThat(Scopes.mergeAll(List.of())).isEmpty();
    }

    @Test
    void theIntersectionIsWhatBothSatisfy() {
        forAll((random, seed) -> {
            List<String> left = grantable(random.scopes(6));
            List<String> right = grantable(random.scopes(6));
            List<String> common = Scopes.intersection(left, right);
            assertThat(common).as(seed).isEqualTo(Scopes.intersection(right, left));
            assertThat(Scopes.intersection(left, left)).as(seed).isEqualTo(Scopes.normalise(left));
            for (int i = 0; i < 10; i++) {
                String scope = random.scope();
                if (!scope.endsWith("*")) {
                    boolean expected = naiveSatisfies(left, scope) && naiveSatisfies(right, scope);
                    assertThat(naiveSatisfies(common, scope)).as(seed + scope).isEqualTo(expected);
                }
            }
        });
    }

    @Test
    void expressionsAreSatisfiedExactlyWhenNothingIsMissing() {
        forAll((random, seed) -> {
            ScopeSet set = ScopeSet.of(grantable(random.scopes(5)));
            ScopeExpression expression = random.expression(3);
            boolean satisfied = set.satisfies(expression);
            assertThat(set.missing(expression) == null).as(seed).isEqualTo(satisfied);
            assertThat(set.satisfies(expression.simplify())).as(seed).isEqualTo(satisfied);
            List<String> used = set.satisfying(expression);
            assertThat(used != null).as(seed).isEqualTo(satisfied);
            if (used != null) {
                assertThat(used).as(seed).allMatch(set::satisfies);
                assertThat(ScopeSet.ofNormalised(used).satisfies(expression))
                        .as(seed)
                        .isTrue();
            }
            assertThat(ScopeExpression.parse(expression.toTree())).as(seed).isEqualTo(expression);
            assertThat(expression.simplify().simplify()).as(seed).isEqualTo(expression.simplify());
        });
    }

    @Test
    void theOrderIsTotal() {
        forAll((random, seed) -> {
            List<String> scopes = random.scopes(3);
            for (String left : scopes) {
                for (String right : scopes) {
                    int order = Integer.signum(Scopes.compare(left, right));
                    assertThat(order).as(seed).isEqualTo(-Integer.signum(Scopes.compare(right, left)));
                    assertThat(order == 0).as(seed).isEqualTo(left.equals(right));
                }
            }
            assertThat(new HashSet<>(Scopes.normalise(scopes))).as(seed).hasSameSizeAs(Scopes.normalise(scopes));
        });
    }

    /** Scopes that may be granted: one of two trailing stars matches its own prefix without covering what that covers. */
    private static List<String> grantable(List<String> scopes) {
        return scopes.stream().filter(scope -> !Scopes.endsInDoubleStar(scope)).toList();
    }

    private static boolean naiveSatisfies(List<String> scopes, String scope) {
        return scopes.stream().anyMatch(pattern -> NaiveRoles.matches(pattern, scope));
    }

    private static void forAll(BiConsumer<RandomScopes, String> law) {
        long first = Seed.next();
        for (int i = 0; i < ROUNDS; i++) {
            long seed = first + i;
            law.accept(new RandomScopes(seed), "seed " + seed + ": ");
        }
    }
}
