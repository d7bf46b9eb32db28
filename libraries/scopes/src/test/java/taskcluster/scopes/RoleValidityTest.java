package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.scopes.InvalidRoleSetException.Kind;

class RoleValidityTest {
    @Test
    void case45_aRoleMustNotGrantItself() {
        InvalidRoleSetException refused = refuse(Map.of("a", List.of("assume:a")));
        assertThat(refused.kind()).isEqualTo(Kind.DEPENDENCY_CYCLE);
        assertThat(refused).hasMessage("Roles may not contain dependency cycles, found: 'assume:a' -> 'assume:a'");
        assertThat(refused.details()).isEqualTo(Map.of("cycle", List.of("assume:a", "assume:a")));
    }

    @Test
    void case45_aLongerCycleIsFoundInAnyOrder() {
        List<Map.Entry<String, List<String>>> entries = new ArrayList<>(List.of(
                Map.entry("c", List.of("assume:a")),
                Map.entry("b", List.of("x", "assume:c")),
                Map.entry("a", List.of("assume:b", "y"))));
        for (int i = 0; i < entries.size(); i++) {
            Collections.rotate(entries, 1);
            Map<String, List<String>> roles = new LinkedHashMap<>();
            entries.forEach(entry -> roles.put(entry.getKey(), entry.getValue()));
            assertThat(refuse(roles))
                    .hasMessage("Roles may not contain dependency cycles, found: "
                            + "'assume:a' -> 'assume:b' -> 'assume:c' -> 'assume:a'");
        }
    }

    @Test
    void aCycleIsReportedWithoutTheWayToIt() {
        InvalidRoleSetException refused =
                refuse(Map.of("a", List.of("assume:b"), "b", List.of("assume:c"), "c", List.of("assume:b")));
        assertThat(refused.details()).isEqualTo(Map.of("cycle", List.of("assume:b", "assume:c", "assume:b")));
    }

    @Test
    void case46_aCycleThroughTheWidestParameter() {
        RoleSet roles = RoleSet.compile(Map.of("test*", List.of("assume:other<..>x")));
        assertCycle(() -> roles.with("other*", List.of("assume:te<..>")));
    }

    @Test
    void case47_aCycleThroughTwoParameters() {
        RoleSet roles = RoleSet.compile(Map.of("a*", List.of("assume:b<..>")));
        assertCycle(() -> roles.with("b*", List.of("assume:a<..>x")));

        RoleSet two = RoleSet.compile(
                Map.of("test-1:*", List.of("assume:test-2:<..>"), "test-2:*", List.of("something:<..>")));
        assertCycle(() -> two.with("test-2:*", List.of("assume:test-1:<..>x")));
    }

    @Test
    void case48_ambiguousMarkersAreRefused() {
        InvalidRoleSetException repeated = refuse(Map.of("a*", List.of("fine", "b<..>c<..>")));
        assertThat(repeated.kind()).isEqualTo(Kind.REPEATED_MARKER);
        assertThat(repeated).hasMessage("parameterized scope 'b<..>c<..>' contains multiple '<..>'");
        assertThat(repeated.details()).isEqualTo(Map.of("scope", "b<..>c<..>"));

        InvalidRoleSetException starred = refuse(Map.of("a*", List.of("b*<..>")));
        assertThat(starred.kind()).isEqualTo(Kind.STAR_BEFORE_MARKER);
        assertThat(starred)
                .hasMessage("parameterized scope 'b*<..>' ends with '*<..>' which implies an ambiguous kleene");
        assertThat(starred.details()).isEqualTo(Map.of("scope", "b*<..>"));
    }

    @Test
    void case48_otherMarkersAreFine() {
        RoleSet roles =
                RoleSet.compile(Map.of("a*", List.of("x*y<..>", "b*<..>c"), "a", List.of("b<..>c<..>", "b*<..>")));
        assertThat(roles.expand(List.of("assume:a")).scopes())
                .containsExactlyInAnyOrder("assume:a", "b*<..>", "b*c", "b<..>c<..>", "x*y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "as*", "ass*", "assu*", "assum*", "assume*", "assume:*", "assume:r*"})
    void case50_noRoleGrantsAllRoles(String scope) {
        assertCycle(() -> RoleSet.compile(Map.of("r", List.of(scope))));
    }

    @Test
    void theWidestParameterMayReachAllRoles() {
        assertCycle(() -> RoleSet.compile(Map.of("b*", List.of("as<..>"))));
        assertThat(RoleSet.compile(Map.of("b*", List.of("bs<..>")))
                        .expand(List.of("assume:bx"))
                        .scopes())
                .containsExactly("assume:bx", "bsx");
    }

    @Test
    void case108_theRoleOfTheBareStarMustNotAssumeAnything() {
        assertThat(refuse(Map.of("*", List.of("assume:foo"))))
                .hasMessage("Roles may not contain dependency cycles, found: 'assume:*' -> 'assume:*'");
        assertThat(RoleSet.compile(Map.of("*", List.of("x<..>"))).roles()).hasSize(1);
    }

    @Test
    void roleIdsArePrintable() {
        assertThatThrownBy(() -> RoleSet.compile(Map.of("", List.of("a"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RoleSet.compile(Map.of("a\n", List.of("a"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertCycle(Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        InvalidRoleSetException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.DEPENDENCY_CYCLE));
    }

    private static InvalidRoleSetException refuse(Map<String, List<String>> roles) {
        return catchThrowableOfType(InvalidRoleSetException.class, () -> RoleSet.compile(roles));
    }
}
