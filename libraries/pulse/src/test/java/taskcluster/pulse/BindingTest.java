package taskcluster.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingTest {
    private static boolean matches(String pattern, String key, String... cc) {
        Event event = new Event(1, 1, Instant.EPOCH, "exchange/x", key, List.of(cc), "{}");
        return new Binding("exchange/x", pattern).matches(event);
    }

    @ParameterizedTest
    @CsvSource({
        "a.b.c, a.b.c, true",
        "a.b.c, a.b, false",
        "a.b, a.b.c, false",
        "*, a, true",
        "*, a.b, false",
        "*, '', false",
        "#, '', true",
        "#, a.b.c, true",
        "a.*.c, a.b.c, true",
        "a.*.c, a.c, false",
        "a.*.c, a..c, true",
        "a.#, a, true",
        "a.#, a.b.c, true",
        "a.#, b.a, false",
        "#.c, c, true",
        "#.c, a.b.c, true",
        "#.c, a.c.b, false",
        "a.#.c, a.c, true",
        "a.#.c, a.b.b.c, true",
        "a.#.c, a.b.c.d, false",
        "a.#.b.#.c, a.x.b.y.z.c, true",
        "a.#.b.#.c, a.x.y.c, false",
        "#.b.#, a.b, true",
        "#.b.*, a.b, false",
        "#.#, a, true",
        "*.#, '', false",
        "'', '', true",
        "'', a, false",
        "primary.*.*.#, primary.t.0.g.w, true",
        "a*, ab, false"
    })
    void matchesTopics(String pattern, String key, boolean expected) {
        assertThat(matches(pattern, key)).isEqualTo(expected);
    }

    @Test
    void anyOfTheCcKeysWillDo() {
        assertThat(matches("route.index.#", "primary.a", "route.x", "route.index.a.b"))
                .isTrue();
        assertThat(matches("route.index.#", "primary.a", "route.x")).isFalse();
    }

    @Test
    void theExchangeMustBeTheSame() {
        Event event = new Event(1, 1, Instant.EPOCH, "exchange/y", "a", List.of(), "{}");
        assertThat(new Binding("exchange/x", "#").matches(event)).isFalse();
    }
}
