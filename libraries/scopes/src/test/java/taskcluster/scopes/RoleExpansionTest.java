package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoleExpansionTest {
    private static final Map<String, List<String>> LETTERS = Map.of(
            "a", List.of("A"), "aa", List.of("AA"), "ab", List.of("AB"), "abc", List.of("ABC"), "a*", List.of("ASTAR"));

    @Test
    void case16_aStarAssumesAllThatStartsSo() {
        Map<String, List<String>> roles =
                Map.of("a", List.of("A"), "aa", List.of("AA"), "ab", List.of("AB"), "a*", List.of("ASTAR"));
        assertThat(added(roles, "assume:a*")).containsExactlyInAnyOrder("A", "AA", "AB", "ASTAR");
    }

    @Test
    void case17_onlyWhatStartsSo() {
        Map<String, List<String>> roles = Map.of("a", List.of("A"), "ab", List.of("AB"), "abc", List.of("ABC"));
        assertThat(added(roles, "assume:ab*")).containsExactlyInAnyOrder("AB", "ABC");
    }

    @Test
    void case18_prefixRolesApplyToWhatStartsAsThey() {
        Map<String, List<String>> roles = Map.of("a*", List.of("ASTAR"), "ab*", List.of("ABSTAR"));
        assertThat(added(roles, "assume:a")).containsExactly("ASTAR");
        assertThat(added(roles, "assume:ab")).containsExactlyInAnyOrder("ASTAR", "ABSTAR");
    }

    @Test
    void case19_theRoleOfTheBareStarAppliesToAll() {
        Map<String, List<String>> roles = Map.of("*", List.of("STAR"), "a*", List.of("ASTAR"));
        assertThat(added(roles, "assume:a")).containsExactlyInAnyOrder("STAR", "ASTAR");
        assertThat(added(roles, "assume:b")).containsExactly("STAR");
    }

    @Test
    void case20_aStarAssumesBothAboveAndBelow() {
        Map<String, List<String>> roles = Map.of("a*", List.of("ASTAR"), "aabc", List.of("AABC"));
        assertThat(added(roles, "assume:aa*")).containsExactlyInAnyOrder("ASTAR", "AABC");
    }

    @Test
    void case21_theBareStarIsEverythingAlready() {
        assertThat(expand(LETTERS, "*")).containsExactly("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "as*", "ass*", "assu*", "assum*", "assume*", "assume:*"})
    void case21_starredBeginningsOfAssumeGiveEveryRole(String scope) {
        assertThat(added(LETTERS, scope)).containsExactlyInAnyOrder("A", "AA", "AB", "ABC", "ASTAR");
        assertThat(added(Map.of("x", List.of("ant", "bee")), scope))
                .containsExactlyElementsOf(scope.equals("a*") ? List.of("bee") : List.of("ant", "bee"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":*",
                "::*",
                ":a*",
                ":as*",
                ":ass*",
                ":assu*",
                ":assum*",
                ":assume*",
                "b*",
                "assumption*",
                "a",
                "assume"
            })
    void case22_otherScopesGiveNothing(String scope) {
        assertThat(expand(LETTERS, scope)).containsExactly(scope);
    }

    @Test
    void case23_starsInTheMiddleOfRoleIdsAreOrdinary() {
        assertThat(added(starsInTheMiddle(), "assume:a*b*")).containsExactlyInAnyOrder("X", "Y", "ASTAR");
    }

    @Test
    void case24_starsInTheMiddleOfAssumedNamesAreOrdinary() {
        assertThat(added(starsInTheMiddle(), "assume:a*b")).containsExactlyInAnyOrder("X", "ASTAR");
    }

    private static Map<String, List<String>> starsInTheMiddle() {
        return Map.of(
                "a*b", List.of("X"),
                "a*bc", List.of("Y"),
                "ab", List.of("AB"),
                "abc", List.of("ABC"),
                "ab*", List.of("ABSTAR"),
                "a*", List.of("ASTAR"));
    }

    @Test
    void case25_aRoleWithAStarWithin() {
        Map<String, List<String>> roles = Map.of("a*a", List.of("A"));
        assertThat(added(roles, "assume:a*")).containsExactly("A");
        assertThat(added(roles, "assume:a*a")).containsExactly("A");
        assertThat(added(roles, "assume:a*a*")).containsExactly("A");
        assertThat(added(roles, "assume:a")).isEmpty();
        assertThat(added(roles, "assume:a*aa*")).isEmpty();
    }

    @Test
    void case26_theMarkerStandsForTheRemainder() {
        Map<String, List<String>> roles = Map.of("a*", List.of("A<..>"));
        assertThat(added(roles, "assume:abc")).containsExactly("Abc");
        assertThat(added(roles, "assume:abc*")).containsExactly("Abc*");
        assertThat(added(roles, "assume:a")).containsExactly("A");
    }

    @Test
    void case27_whatFollowsTheMarkerIsLostAfterAStar() {
        Map<String, List<String>> roles = Map.of("a*", List.of("A<..>X"));
        assertThat(added(roles, "assume:abc")).containsExactly("AbcX");
        assertThat(added(roles, "assume:abc*")).containsExactly("Abc*");
    }

    @Test
    void case28_aStarThatIsShorterThanTheRole() {
        assertThat(added(Map.of("abc*", List.of("ABC<..>DEF")), "assume:a*")).containsExactly("ABC*");
    }

    @Test
    void case29_allParameterisedRolesAtOnce() {
        Map<String, List<String>> roles = Map.of("e*", List.of("E<..>F"), "d*", List.of("D<..>"));
        assertThat(added(roles, "assume:*")).containsExactly("D*", "E*");
    }

    @Test
    void case30_aStarAfterTheMarker() {
        Map<String, List<String>> roles = Map.of("a*", List.of("A<..>B*"));
        assertThat(added(roles, "assume:a")).containsExactly("AB*");
        assertThat(added(roles, "assume:a*")).containsExactly("A*");
    }

    @Test
    void case31_aRoleForEachUser() {
        Map<String, List<String>> roles = Map.of("ns:*", List.of("index:user.<..>.*", "notify:irc:<..>"));
        assertThat(added(roles, "assume:ns:jonasfj"))
                .containsExactlyInAnyOrder("index:user.jonasfj.*", "notify:irc:jonasfj");
        assertThat(added(roles, "assume:ns:evil*")).containsExactlyInAnyOrder("index:user.evil*", "notify:irc:evil*");
        assertThat(added(roles, "assume:ns:*")).containsExactlyInAnyOrder("index:user.*", "notify:irc:*");
    }

    @Test
    void case32_starsInParameters() {
        Map<String, List<String>> roles = Map.of("A*", List.of("b", "c*", "d<..>", "e<..>*", "f<..>g", "h<..>i*"));
        assertThat(added(roles, "assume:AX*X"))
                .containsExactlyInAnyOrder("b", "c*", "dX*X", "eX*X*", "fX*Xg", "hX*Xi*");
        assertThat(added(roles, "assume:AZZ***"))
                .containsExactlyInAnyOrder("b", "c*", "dZZ***", "eZZ***", "fZZ***", "hZZ***");
    }

    @Test
    void case33_parametersCarryThrough() {
        Map<String, List<String>> roles = Map.of(
                "a*", List.of("assume:c<..>A"),
                "b*", List.of("assume:c<..>B*"),
                "c*", List.of("assume:e<..>"));
        assertThat(added(roles, "assume:abc")).containsExactlyInAnyOrder("assume:cbcA", "assume:ebcA");
        assertThat(added(roles, "assume:bXYX")).containsExactlyInAnyOrder("assume:cXYXB*", "assume:eXYXB*");
    }

    @Test
    void case34_starsThatWidenAlongTheWay() {
        Map<String, List<String>> roles = Map.of(
                "aa*", List.of("assume:b<..>C", "b<..>C"),
                "bb", List.of("assume:cYY", "cYY"),
                "c*", List.of("assume:d**/<..>/", "d**/<..>/"));
        assertThat(added(roles, "assume:aab")).containsExactlyInAnyOrder("assume:bbC", "bbC");
        assertThat(added(roles, "assume:aab*"))
                .containsExactlyInAnyOrder("assume:bb*", "assume:cYY", "assume:d**/YY/", "bb*", "cYY", "d**/YY/");
        assertThat(added(roles, "assume:*")).containsExactlyInAnyOrder("b*", "cYY", "d**/*");
    }

    @Test
    void case35_prefixRolesWithinEachOther() {
        Map<String, List<String>> roles =
                Map.of("a*", List.of("A<..>"), "aa*", List.of("AA<..>"), "aaa*", List.of("AAA<..>"));
        assertThat(added(roles, "assume:aaaa")).containsExactlyInAnyOrder("Aaaa", "AAaa", "AAAa");
        assertThat(added(roles, "assume:a*")).containsExactly("A*");
    }

    @Test
    void case36_aChainReachesItsGoalFromEveryLink() {
        Map<String, List<String>> roles = new HashMap<>();
        for (int i = 1; i <= 13; i++) {
            roles.put(i + "-link", List.of(i == 13 ? "GOAL" : "assume:" + (i + 1) + "-link"));
        }
        for (int i = 1; i <= 13; i++) {
            assertThat(expand(roles, "assume:" + i + "-link")).contains("GOAL");
        }
        roles.put("num", List.of("assume:1*"));
        assertThat(expand(roles, "assume:num")).contains("GOAL", "assume:1*");
    }

    @Test
    void case37_aLiteralStarMatchesARoleOfTwoStars() {
        Map<String, List<String>> roles = Map.of("d*", List.of("assume:e*YY"), "e**", List.of("f"));
        assertThat(added(roles, "assume:d")).containsExactlyInAnyOrder("assume:e*YY", "f");
    }

    @Test
    void case38_theMarkerIsTextInOtherRoles() {
        assertThat(added(Map.of("a", List.of("x<..>y", "<..><..>")), "assume:a"))
                .containsExactlyInAnyOrder("x<..>y", "<..><..>");
        assertThat(added(Map.of("a", List.of("x<..>y")), "assume:a*")).containsExactly("x<..>y");
    }

    @Test
    void case39_onlyTheLastStarOfARoleIdIsAPattern() {
        Map<String, List<String>> roles = Map.of("a**", List.of("X"));
        assertThat(added(roles, "assume:a*b")).containsExactly("X");
        assertThat(added(roles, "assume:ab")).isEmpty();
    }

    @Test
    void case40_aNameIsNotItsPrefixRole() {
        RoleSet roles = RoleSet.compile(Map.of("thing-id:*", List.of("thing:use")));
        ScopeSet expanded = roles.expand(List.of("assume:thing-id:test"));
        assertThat(expanded.satisfies("thing:use")).isTrue();
        assertThat(expanded.satisfies("assume:thing-id:*")).isFalse();
    }

    @Test
    void case41_grantedPatternsStay() {
        assertThat(expand(Map.of("thing-id:test", List.of("assume:tree:*")), "assume:thing-id:test"))
                .containsExactlyInAnyOrder("assume:thing-id:test", "assume:tree:*");
    }

    @Test
    void case42_longChainsAndWideGraphs() {
        Map<String, List<String>> chain = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            chain.put("r" + i + ";", List.of(i == 499 ? "GOAL" : "assume:r" + (i + 1) + ";"));
        }
        assertThat(expand(chain, "assume:r0;")).hasSize(501).contains("GOAL");

        Map<String, List<String>> grid = new HashMap<>();
        for (int level = 0; level < 20; level++) {
            for (int i = 0; i < 20; i++) {
                List<String> next = new ArrayList<>();
                for (int j = 0; j < 20; j++) {
                    next.add(level == 19 ? "goal" + j : "assume:" + (level + 1) + "/" + j);
                }
                grid.put(level + "/" + i, next);
            }
        }
        assertThat(expand(grid, "assume:0/7")).hasSize(1 + 19 * 20 + 20);
    }

    @Test
    void case43_disjointPrefixRolesStayApart() {
        Map<String, List<String>> roles =
                Map.of("project:a:*", List.of("a:<..>", "a:own"), "project:b:*", List.of("b:<..>", "b:own"));
        assertThat(expand(roles, "assume:project:a:1")).noneMatch(scope -> scope.startsWith("b:"));
        assertThat(expand(roles, "assume:project:b:1")).noneMatch(scope -> scope.startsWith("a:"));
    }

    @Test
    void case44_aMissingRoleIsNoError() {
        assertThat(expand(LETTERS, "assume:nobody", "x")).containsExactly("assume:nobody", "x");
        assertThat(expand(Map.of(), "assume:nobody*")).containsExactly("assume:nobody*");
    }

    @Test
    void case105_parametersOfParameters() {
        Map<String, List<String>> roles =
                Map.of("p:*", List.of("assume:q:<..>/z", "own:<..>"), "q:*", List.of("deep:<..>!"));
        assertThat(added(roles, "assume:p:1")).containsExactlyInAnyOrder("assume:q:1/z", "own:1", "deep:1/z!");
        assertThat(added(roles, "assume:p:1*")).containsExactlyInAnyOrder("assume:q:1*", "own:1*", "deep:1*");
    }

    @Test
    void case106_aPatternOfAParameter() {
        Map<String, List<String>> roles =
                Map.of("project-admin:*", List.of("assume:project:<..>:*"), "project:x:grants", List.of("G"));
        assertThat(added(roles, "assume:project-admin:x")).containsExactlyInAnyOrder("assume:project:x:*", "G");
    }

    @Test
    void case107_twoStars() {
        assertThat(added(Map.of("a**", List.of("X<..>")), "assume:a*")).containsExactly("X*");
        assertThat(added(Map.of("*x", List.of("S")), "assume:**")).containsExactly("S");
        assertThat(added(Map.of("*x", List.of("S"), "*", List.of("T")), "**")).isEmpty();
    }

    @Test
    void case108_theRoleOfTheBareStarHasAParameter() {
        assertThat(added(Map.of("*", List.of("x<..>")), "assume:foo")).containsExactly("xfoo");
    }

    @Test
    void case109_theEmptyRemainderCounts() {
        Map<String, List<String>> roles = Map.of("a:*", List.of("x:<..>:y"));
        assertThat(added(roles, "assume:a:")).containsExactly("x::y");
        assertThat(added(roles, "assume:a")).isEmpty();
    }

    @Test
    void case112_parametersAreSubstitutedLiterally() {
        Map<String, List<String>> roles = Map.of("a*", List.of("x<..>y"));
        for (String parameter : List.of("$$z", "$&", "$`", "$'", "\\1", "<..>")) {
            assertThat(added(roles, "assume:a" + parameter)).containsExactly("x" + parameter + "y");
        }
    }

    @Test
    void expansionsAreNormalAndKeepOtherScopes() {
        assertThat(expand(LETTERS, "z", "assume:ab", "A*", "Ab")).containsExactly("A*", "assume:ab", "z");
        assertThat(expand(LETTERS)).isEmpty();
    }

    @Test
    void aSetCanBeChanged() {
        RoleSet roles = RoleSet.compile(Map.of("a", List.of("A")));
        RoleSet more = roles.with("b", List.of("B")).with("a", List.of("A2"));
        assertThat(more.expand(List.of("assume:a", "assume:b")).scopes())
                .containsExactly("A2", "B", "assume:a", "assume:b");
        assertThat(more.without("b").expand(List.of("assume:b")).scopes()).containsExactly("assume:b");
        assertThat(more.without("nobody")).isSameAs(more);
        assertThat(more.roles()).isEqualTo(Map.of("a", List.of("A2"), "b", List.of("B")));
        assertThat(roles.expand(ScopeSet.of(List.of("assume:a"))).scopes()).containsExactly("A", "assume:a");
    }

    private static List<String> expand(Map<String, List<String>> roles, String... scopes) {
        return RoleSet.compile(roles).expand(Arrays.asList(scopes)).scopes();
    }

    /** The expansion of one scope, without that scope. */
    private static List<String> added(Map<String, List<String>> roles, String scope) {
        List<String> expanded = new ArrayList<>(expand(roles, scope));
        assertThat(expanded.remove(scope)).isTrue();
        return expanded;
    }
}
