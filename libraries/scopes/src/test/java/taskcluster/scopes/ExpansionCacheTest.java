package taskcluster.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpansionCacheTest {
    private static final ScopeSet FOUR = ScopeSet.of(List.of("a", "b", "assume:c", "d"));
    private static final ScopeSet OTHER = ScopeSet.of(List.of("other"));

    private static List<String> key(int number) {
        return List.of("key-" + number);
    }

    @Test
    void itIsBoundedInEntriesAndInScopes() {
        ExpansionCache cache = new ExpansionCache(3, 14);
        History history = History.begin();
        cache.get(key(1), history, () -> FOUR);
        cache.get(key(2), history, () -> FOUR);
        cache.get(key(1), history, ScopeSet::empty);
        cache.get(key(3), history, () -> FOUR);
        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.get(key(1), history, ScopeSet::empty)).as("was used").isSameAs(FOUR);
        assertThat(cache.get(key(2), history, ScopeSet::empty)).as("forgotten").isSameAs(ScopeSet.empty());
        for (int i = 4; i < 20; i++) {
            cache.get(key(i), history, ScopeSet::empty);
        }
        assertThat(cache.size()).isEqualTo(3);
        cache.get(key(20), history, () -> ScopeSet.of(numbered(15)));
        assertThat(cache.size()).as("too large by itself").isZero();
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "scope-" + i).toList();
    }

    @Test
    void anExpansionOutlivesChangesThatDoNotConcernIt() {
        ExpansionCache cache = new ExpansionCache(10, 100);
        History first = History.begin();
        cache.get(key(1), first, () -> FOUR);
        History second = first.after(List.of("b", "cc", "x*"));
        assertThat(cache.get(key(1), second, () -> OTHER)).isSameAs(FOUR);
        assertThat(cache.get(key(1), first, () -> OTHER))
                .as("made again for the past")
                .isSameAs(OTHER);
        for (String roleId : List.of("c", "c*", "*")) {
            cache.get(key(2), second, () -> FOUR);
            History third = second.after(List.of("y", roleId));
            assertThat(cache.get(key(2), third, () -> OTHER)).as(roleId).isSameAs(OTHER);
        }
    }

    @Test
    void anExpansionThatWasNotUsedForManyChangesIsMadeAgain() {
        ExpansionCache cache = new ExpansionCache(10, 100);
        History history = History.begin();
        cache.get(key(1), history, () -> FOUR);
        for (int i = 0; i < 63; i++) {
            history = history.after(List.of("x"));
        }
        assertThat(cache.get(key(1), history, () -> OTHER)).isSameAs(FOUR);
        for (int i = 0; i < 64; i++) {
            history = history.after(List.of("x"));
        }
        assertThat(cache.get(key(1), history, () -> OTHER)).isSameAs(OTHER);
    }

    @Test
    void setsThatCameFromTheSameOneAreNotConfused() {
        ExpansionCache cache = new ExpansionCache(10, 100);
        History base = History.begin();
        History left = base.after(List.of("left"));
        History right = base.after(List.of("right"));
        cache.get(key(1), left, () -> FOUR);
        assertThat(cache.get(key(1), right, () -> OTHER)).isSameAs(OTHER);
    }
}
