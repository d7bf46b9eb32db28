package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import taskcluster.scopes.ScopeExpression.AllOf;
import taskcluster.scopes.ScopeExpression.AnyOf;
import taskcluster.scopes.ScopeExpression.Single;

class ScopeExpressionTest {
    @Test
    void case6_emptyAllOfIsTrueAndEmptyAnyOfIsFalse() {
        for (ScopeSet set : List.of(ScopeSet.empty(), ScopeSet.of(List.of("a")), ScopeSet.of(List.of("*")))) {
            assertThat(set.satisfies(new AllOf(List.of()))).isTrue();
            assertThat(set.satisfies(new AnyOf(List.of()))).isFalse();
            assertThat(set.satisfying(new AllOf(List.of()))).isEmpty();
            assertThat(set.satisfying(new AnyOf(List.of()))).isNull();
            assertThat(set.missing(new AllOf(List.of()))).isNull();
            assertThat(set.missing(new AnyOf(List.of()))).isEqualTo(new AnyOf(List.of()));
        }
    }

    @Test
    void case7_everySatisfiedAlternativeContributes() {
        ScopeSet set = ScopeSet.of(List.of("a", "b*"));
        assertThat(set.satisfying(ScopeExpression.anyOf("a", "bx", "c"))).containsExactly("a", "bx");
    }

    @Test
    void satisfyingForgetsWhatAFailedBranchUsed() {
        ScopeSet set = ScopeSet.of(List.of("a", "b"));
        ScopeExpression failing = ScopeExpression.allOf("a", "z");
        assertThat(set.satisfying(new AnyOf(List.of(failing, new Single("b"))))).containsExactly("b");
        assertThat(set.satisfying(failing)).isNull();
    }

    @Test
    void satisfyingIsNormal() {
        ScopeSet set = ScopeSet.of(List.of("*"));
        assertThat(set.satisfying(ScopeExpression.allOf("b", "a*", "ab"))).containsExactly("a*", "b");
    }

    @Test
    void case8_whatIsMissingOfAnAllOfCollapses() {
        ScopeSet set = ScopeSet.of(List.of("a"));
        assertThat(set.missing(ScopeExpression.allOf("a", "b"))).isEqualTo(new Single("b"));
        assertThat(set.missing(ScopeExpression.allOf("a", "b", "c"))).isEqualTo(ScopeExpression.allOf("b", "c"));
        assertThat(set.missing(ScopeExpression.allOf("a"))).isNull();
    }

    @Test
    void anAnyOfWithASatisfiedAlternativeIsNotMissing() {
        ScopeSet set = ScopeSet.of(List.of("a"));
        assertThat(set.missing(ScopeExpression.anyOf("a", "b"))).isNull();
        assertThat(set.missing(ScopeExpression.anyOf("b", "c"))).isEqualTo(ScopeExpression.anyOf("b", "c"));
        ScopeExpression nested =
                new AllOf(List.of(ScopeExpression.anyOf("a", "b"), ScopeExpression.anyOf("c", "d"), new Single("a")));
        assertThat(set.missing(nested)).isEqualTo(ScopeExpression.anyOf("c", "d"));
    }

    @Test
    void case9_malformedExpressionsAreRejected() {
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("AnyOf", List.of("a"));
        both.put("AllOf", List.of("b"));
        for (Object malformed : List.of(
                both,
                List.of("a"),
                Map.of(),
                Map.of("anyOf", List.of()),
                Map.of("AllOf", "a"),
                7,
                "caf\u00e9",
                Map.of("AllOf", List.of(List.of("a"))))) {
            assertThatThrownBy(() -> ScopeExpression.parse(malformed)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ScopeExpression.parse(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parsesAndPrintsTheJsonForm() {
        Object tree = Map.of("AllOf", List.of("a", Map.of("AnyOf", List.of("b\"", "c\\"))));
        ScopeExpression expression = ScopeExpression.parse(tree);
        assertThat(expression).isEqualTo(new AllOf(List.of(new Single("a"), ScopeExpression.anyOf("b\"", "c\\"))));
        assertThat(expression.toTree()).isEqualTo(tree);
        assertThat(expression.toJsonText()).isEqualTo("""
                        {
                          "AllOf": [
                            "a",
                            {
                              "AnyOf": [
                                "b\\"",
                                "c\\\\"
                              ]
                            }
                          ]
                        }""");
        assertThat(new Single("a b").toJsonText()).isEqualTo("a b");
        assertThat(new AllOf(List.of()).toJsonText()).isEqualTo("{\n  \"AllOf\": []\n}");
    }

    @Test
    void simplifyFlattensCollapsesAndNormalises() {
        ScopeExpression nested = new AllOf(List.of(
                new Single("b"),
                ScopeExpression.allOf("ab", "a*"),
                new AnyOf(List.of(new AnyOf(List.of(new Single("d"))), new Single("c"), new Single("c"))),
                ScopeExpression.anyOf("c", "d"),
                new AnyOf(List.of(new Single("b")))));
        assertThat(nested.simplify())
                .isEqualTo(new AllOf(List.of(new Single("a*"), new Single("b"), ScopeExpression.anyOf("c", "d"))));
    }

    @Test
    void simplifyKeepsCoveredAlternatives() {
        assertThat(ScopeExpression.anyOf("b", "ab", "a*", "ab").simplify())
                .isEqualTo(ScopeExpression.anyOf("a*", "ab", "b"));
        assertThat(ScopeExpression.allOf("x").simplify()).isEqualTo(new Single("x"));
        assertThat(new AllOf(List.of()).simplify()).isEqualTo(new AllOf(List.of()));
        assertThat(new AllOf(List.of(new AnyOf(List.of()))).simplify()).isEqualTo(new AnyOf(List.of()));
    }
}
