package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopesTest {
    @Test
    void case1_normaliseKeepsOnlyTheCoveringPattern() {
        assertThat(Scopes.normalise(List.of("a*", "ab", "ac*", "a"))).containsExactly("a*");
    }

    @Test
    void case2_theBareStarCoversEvenTheEmptyScope() {
        assertThat(Scopes.normalise(List.of("*", "", "x"))).containsExactly("*");
    }

    @Test
    void case3_orderOfStars() {
        List<String> ordered = List.of("x*", "x", "x%*", "x**", "x*%");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        shuffled.sort(Scopes::compare);
        assertThat(shuffled).isEqualTo(ordered);
        assertThat(Scopes.normalise(ordered)).containsExactly("x*");
    }

    @Test
    void orderOfDifferentScopes() {
        List<String> ordered = List.of("*", "", "a*", "a", "a(", "aa", "b");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        shuffled.sort(Scopes::compare);
        assertThat(shuffled).isEqualTo(ordered);
    }

    @Test
    void case4_aRequiredPatternNeedsAPatternThatCoversIt() {
        assertThat(ScopeSet.of(List.of("ab")).satisfies("a*")).isFalse();
        assertThat(ScopeSet.of(List.of("a*")).satisfies("a*")).isTrue();
        assertThat(ScopeSet.of(List.of("*")).satisfies("a*")).isTrue();
        assertThat(ScopeSet.of(List.of("ab*")).satisfies("a*")).isFalse();
    }

    @Test
    void case5_aStarInTheMiddleIsAnOrdinaryCharacter() {
        assertThat(ScopeSet.of(List.of("a*b")).satisfies("axb")).isFalse();
        assertThat(ScopeSet.of(List.of("a*b")).satisfies("a*b")).isTrue();
    }

    @Test
    void case10_intersectionIsWhatBothSatisfy() {
        assertThat(Scopes.intersection(List.of("a*", "c"), List.of("ab", "c*"))).containsExactly("ab", "c");
    }

    @Test
    void case11_mergeWithTheEmptyListIsACopy() {
        List<String> mutable = new ArrayList<>(List.of("a", "b*"));
        List<String> left = Scopes.merge(mutable, List.of());
        List<String> right = Scopes.merge(List.of(), mutable);
        mutable.add("z");
        assertThat(left).containsExactly("a", "b*");
        assertThat(right).containsExactly("a", "b*");
        assertThatThrownBy(() -> left.add("z")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void patternsOfTwoStarsMatchWhatStartsWithOne() {
        assertThat(Scopes.patternMatch("a**", "a*b")).isTrue();
        assertThat(Scopes.patternMatch("a**", "a*")).isTrue();
        assertThat(Scopes.patternMatch("a**", "ab")).isFalse();
        assertThat(ScopeSet.of(List.of("a**")).satisfies("a*")).isTrue();
        assertThat(ScopeSet.of(List.of("a**", "a*x")).satisfies("a*")).isTrue();
        assertThat(ScopeSet.of(List.of("a*b")).satisfies("a*")).isFalse();
    }

    @Test
    void matchingIsExactElsewhere() {
        assertThat(Scopes.patternMatch("a", "A")).isFalse();
        assertThat(Scopes.patternMatch("*", "")).isTrue();
        assertThat(Scopes.patternMatch("", "")).isTrue();
        assertThat(Scopes.patternMatch("", "a")).isFalse();
        assertThat(Scopes.patternMatch("a*", "")).isFalse();
    }

    @Test
    void mergeAndUnionAreNormal() {
        assertThat(Scopes.merge(List.of("a", "c*"), List.of("a*", "cc", "d"))).containsExactly("a*", "c*", "d");
        assertThat(Scopes.union(List.of("cc", "a"), List.of("d", "c*", "a*"))).containsExactly("a*", "c*", "d");
    }

    @Test
    void validScopesArePrintableAscii() {
        assertThat(Scopes.isValid("")).isTrue();
        assertThat(Scopes.isValid(" ~*<..>")).isTrue();
        assertThat(Scopes.isValid("a\n")).isFalse();
        assertThat(Scopes.isValid("a\u007f")).isFalse();
        assertThat(Scopes.isValid("h\u00e9")).isFalse();
    }

    @Test
    void case49_scopesThatEndInTwoStarsAreRecognised() {
        assertThat(Scopes.endsInDoubleStar("foo:***")).isTrue();
        assertThat(Scopes.endsInDoubleStar("foo:**")).isTrue();
        assertThat(Scopes.endsInDoubleStar("**")).isTrue();
        assertThat(Scopes.endsInDoubleStar("foo:*")).isFalse();
        assertThat(Scopes.endsInDoubleStar("foo:**x")).isFalse();
        assertThat(Scopes.endsInDoubleStar("*")).isFalse();
    }

    @Test
    void setsAreEqualByTheirNormalForm() {
        assertThat(ScopeSet.of(List.of("b", "a*", "ab"))).isEqualTo(ScopeSet.of(List.of("a*", "b")));
        assertThat(ScopeSet.of(List.of())).isEqualTo(ScopeSet.empty());
        assertThat(ScopeSet.of(List.of("a")).union(ScopeSet.of(List.of("b"))).scopes())
                .containsExactly("a", "b");
        assertThat(ScopeSet.of(List.of("a", "b"))).hasToString("[a, b]");
    }
}
