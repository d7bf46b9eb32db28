package taskcluster.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SlugidTest {
    @Test
    @DisplayName("platform-52: nice slugids never begin with a dash")
    void niceSlugidsNeverBeginWithADash() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            String slugid = Slugid.nice();
            assertThat(slugid).matches(Slugid.PATTERN).matches("^[A-Za-f].*");
            assertThat(Slugid.decode(slugid).version()).isEqualTo(4);
            seen.add(slugid);
        }
        assertThat(seen).hasSize(5000);
    }

    @Test
    @DisplayName("platform-52: stable slugids are the same for the same name")
    void stableSlugidsAreTheSameForTheSameName() {
        UnaryOperator<String> one = Slugid.stable();
        UnaryOperator<String> other = Slugid.stable();
        assertThat(one.apply("build")).matches(Slugid.PATTERN).isEqualTo(one.apply("build"));
        assertThat(one.apply("test")).isNotEqualTo(one.apply("build"));
        assertThat(other.apply("build")).isNotEqualTo(one.apply("build"));
    }

    @Test
    void anySlugidIsAVersion4Uuid() {
        boolean[] firstBit = new boolean[2];
        for (int i = 0; i < 5000; i++) {
            String slugid = Slugid.v4();
            assertThat(slugid).matches(Slugid.PATTERN);
            UUID uuid = Slugid.decode(slugid);
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(Slugid.encode(uuid)).isEqualTo(slugid);
            firstBit[uuid.getMostSignificantBits() < 0 ? 1 : 0] = true;
        }
        assertThat(firstBit).containsExactly(true, true);
    }

    @Test
    void encodesAsUrlSafeBase64() {
        UUID uuid = UUID.fromString("80f3a89c-6b5e-4b5f-bf5e-fbefbefbefbe");
        assertThat(Slugid.encode(uuid)).isEqualTo("gPOonGteS1-_Xvvvvvvvvg");
        assertThat(Slugid.decode("gPOonGteS1-_Xvvvvvvvvg")).isEqualTo(uuid);
    }

    @Test
    void refusesWhatIsNone() {
        Stream.of(
                        "",
                        "abc",
                        "_".repeat(22),
                        "gPOonGteS1-_Xvvvvvvvvgg",
                        "gPOonGteS1+_Xvvvvvvvvg",
                        "gPOonGteS1-_Xvvvvvvvvh",
                        "gPOonGteS1-_Xvvvvvvvvg\n")
                .forEach(text -> {
                    assertThat(Slugid.isValid(text)).as(text).isFalse();
                    assertThatThrownBy(() -> Slugid.decode(text)).isInstanceOf(IllegalArgumentException.class);
                });
        assertThat(Slugid.isValid("gPOonGteS1-_Xvvvvvvvvg")).isTrue();
    }
}
