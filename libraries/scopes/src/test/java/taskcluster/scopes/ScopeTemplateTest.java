package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import taskcluster.scopes.ScopeExpression.AllOf;
import taskcluster.scopes.ScopeExpression.Single;

class ScopeTemplateTest {
    private static final Map<String, Object> CREATE = Map.of(
            "AllOf",
            List.of(
                    "queue:create:<taskId>",
                    Map.of("for", "scope", "in", "scopes", "each", "<scope>"),
                    Map.of("if", "routed", "then", Map.of("AnyOf", List.of("queue:route:<route>", "queue:any"))),
                    Map.of("for", "route", "in", "routes", "each", "queue:route:<route>:<taskId>")));

    @Test
    void substitutesStringsAndNumbers() {
        ScopeTemplate template = ScopeTemplate.parse("a:<x>/<y_2>:<x>:<..>:<1>:<é>".replace("é", "-"));
        assertThat(template.parameters()).containsExactly("x", "y_2");
        assertThat(render(template, Map.of("x", "$1<y_2>\\", "y_2", 12)))
                .isEqualTo(new Single("a:$1<y_2>\\/12:$1<y_2>\\:<..>:<1>:<->"));
    }

    @Test
    void numbersArePrintedPlainly() {
        ScopeTemplate template = ScopeTemplate.parse("<n>");
        assertThat(render(template, Map.of("n", 7L))).isEqualTo(new Single("7"));
        assertThat(render(template, Map.of("n", 1.0))).isEqualTo(new Single("1"));
        assertThat(render(template, Map.of("n", 0.5))).isEqualTo(new Single("0.5"));
        assertThat(render(template, Map.of("n", 0.0))).isEqualTo(new Single("0"));
        assertThat(render(template, Map.of("n", 100.0f))).isEqualTo(new Single("100"));
        assertThat(render(template, Map.of("n", new BigDecimal("1E+2")))).isEqualTo(new Single("100"));
    }

    @Test
    void case12_aMissingParameterIsAnErrorOfTheProgram() {
        ScopeTemplate template = ScopeTemplate.parse("a:<x>");
        assertThatThrownBy(() -> template.render(Map.of("y", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scope parameter 'x' must be a string or a number but is missing");
        assertThatThrownBy(() -> template.render(Map.of("x", true))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> template.render(Map.of("x", List.of("1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void case13_anIfAtTheRootCanMakeACallPublic() {
        ScopeTemplate template = ScopeTemplate.parse(Map.of("if", "private", "then", "X"));
        assertThat(template.render(Map.of("private", false))).isNull();
        assertThat(template.render(Map.of("private", true))).isEqualTo(new Single("X"));
    }

    @Test
    void ifWithElseChooses() {
        ScopeTemplate template = ScopeTemplate.parse(Map.of("if", "private", "then", "X:<p>", "else", "Y:<q>"));
        assertThat(template.parameters()).containsExactlyInAnyOrder("private", "p", "q");
        assertThat(template.render(Map.of("private", false, "q", 1))).isEqualTo(new Single("Y:1"));
    }

    @Test
    void case14_aLoopOverNothingLeavesAnEmptyAllOf() {
        ScopeTemplate template =
                ScopeTemplate.parse(Map.of("AllOf", List.of(Map.of("for", "s", "in", "scopes", "each", "<s>"))));
        ScopeExpression rendered = render(template, Map.of("scopes", List.of()));
        assertThat(rendered).isEqualTo(new AllOf(List.of()));
        assertThat(ScopeSet.empty().satisfies(rendered)).isTrue();
    }

    @Test
    void case15_theFlagOfAnIfMustBeABoolean() {
        ScopeTemplate template = ScopeTemplate.parse(Map.of("if", "private", "then", "X"));
        assertThatThrownBy(() -> template.render(Map.of("private", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a boolean");
        assertThatThrownBy(() -> template.render(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rendersLoopsInPlace() {
        ScopeTemplate template = ScopeTemplate.parse(CREATE);
        assertThat(template.parameters()).containsExactlyInAnyOrder("taskId", "scopes", "routed", "route", "routes");
        ScopeExpression rendered = render(
                template,
                Map.of(
                        "taskId",
                        "T",
                        "scopes",
                        List.of("s1", "s2*"),
                        "routed",
                        true,
                        "route",
                        "R",
                        "routes",
                        new String[] {"r1"}));
        assertThat(rendered)
                .isEqualTo(new AllOf(List.of(
                        new Single("queue:create:T"),
                        new Single("s1"),
                        new Single("s2*"),
                        ScopeExpression.anyOf("queue:route:R", "queue:any"),
                        new Single("queue:route:r1:T"))));
    }

    @Test
    void nothingIsLeftOfAnIfWithinAList() {
        ScopeTemplate template = ScopeTemplate.parse(Map.of("AllOf", List.of("a", Map.of("if", "more", "then", "b"))));
        assertThat(template.render(Map.of("more", false))).isEqualTo(ScopeExpression.allOf("a"));
        ScopeTemplate loop = ScopeTemplate.parse(Map.of(
                "AllOf", List.of(Map.of("if", "more", "then", Map.of("for", "x", "in", "xs", "each", "b:<x>")))));
        assertThat(loop.render(Map.of("more", true, "xs", Set.of("1")))).isEqualTo(ScopeExpression.allOf("b:1"));
    }

    @Test
    void loopsNeedArraysOfStrings() {
        ScopeTemplate template =
                ScopeTemplate.parse(Map.of("AnyOf", List.of(Map.of("for", "x", "in", "xs", "each", "<x>"))));
        for (Object wrong : List.of("a", List.of(1), Map.of(), true)) {
            assertThatThrownBy(() -> template.render(Map.of("xs", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("array of strings");
        }
    }

    @Test
    void malformedDeclarationsAreRejected() {
        Map<String, Object> loop = Map.of("for", "x", "in", "xs", "each", "<x>");
        for (Object malformed : List.of(
                loop,
                Map.of("if", "f", "then", loop),
                Map.of("if", "f", "then", "a", "else", loop),
                List.of("a"),
                3,
                Map.of(),
                Map.of("AllOf", "a"),
                Map.of("AllOf", List.of(), "AnyOf", List.of()),
                Map.of("AllOf", List.of(Map.of("for", "x", "in", "xs", "each", Map.of("AllOf", List.of())))),
                Map.of("AllOf", List.of(Map.of("for", "x", "in", "xs"))),
                Map.of("AllOf", List.of(Map.of("for", "x.y", "in", "xs", "each", "a"))),
                Map.of("if", "a.b", "then", "x"),
                Map.of("if", "f"),
                Map.of("if", "f", "then", "a", "otherwise", "b"),
                "caf\u00e9")) {
            assertThatThrownBy(() -> ScopeTemplate.parse(malformed)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ScopeTemplate.parse(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneParameterHasOneType() {
        for (Object conflicting : List.of(
                Map.of("AllOf", List.of("<x>", Map.of("if", "x", "then", "a"))),
                Map.of("AllOf", List.of("<x>", Map.of("for", "y", "in", "x", "each", "<y>"))),
                Map.of("AllOf", List.of(Map.of("for", "y", "in", "x", "each", "<x>"))))) {
            assertThatThrownBy(() -> ScopeTemplate.parse(conflicting))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("parameter 'x' is used both as");
        }
    }

    @Test
    void needsOnlyTellsWhetherStringsOfTheUrlAreEnough() {
        assertThat(ScopeTemplate.parse("a:<x>:<y>").needsOnly(Set.of("x", "y", "z")))
                .isTrue();
        assertThat(ScopeTemplate.parse("a:<x>:<y>").needsOnly(Set.of("x"))).isFalse();
        assertThat(ScopeTemplate.parse("a").needsOnly(Set.of())).isTrue();
        assertThat(ScopeTemplate.parse(Map.of("if", "x", "then", "a")).needsOnly(Set.of("x")))
                .isFalse();
        assertThat(ScopeTemplate.parse(CREATE).needsOnly(Set.of("taskId", "scopes", "routed", "route", "routes")))
                .isFalse();
    }

    @Test
    void remembersItsDeclaration() {
        assertThat(ScopeTemplate.parse(CREATE).tree()).isSameAs(CREATE);
    }

    private static ScopeExpression render(ScopeTemplate template, Map<String, ?> parameters) {
        return Objects.requireNonNull(template.render(parameters));
    }
}
