package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;

class TextsTest {
    @Test
    void templatesAreFilledFromDetails() {
        Map<String, @Nullable Object> details = new HashMap<>(Map.of("a", "1", "b-c_D9", 2, "list", List.of("x")));
        details.put("nothing", null);
        assertThat(MessageTemplate.fill("{{a}}{{a}} {{b-c_D9}}", details)).isEqualTo("11 2");
        assertThat(MessageTemplate.fill("{{list}} {{nothing}}", details)).isEqualTo("[\n  \"x\"\n] null");
        assertThat(MessageTemplate.fill("{{x}} {{ a }} {{a} {{{a}}} {{", details))
                .isEqualTo("{{x}} {{ a }} {{a} {1} {{");
        assertThat(MessageTemplate.fill("{{a}}", Map.of("a", "{{b}}", "b", "2")))
                .isEqualTo("{{b}}");
    }

    @Test
    void patternsMatchAnywhereUnlessAnchored() {
        assertThat(TextPattern.of("b").matches("abc")).isTrue();
        assertThat(TextPattern.of("^[a-z]+$").matches("abc")).isTrue();
        assertThat(TextPattern.of("^[a-z]+$").matches("abc\n")).isFalse();
        assertThat(TextPattern.of("^a\\$").matches("a$b")).isTrue();
        assertThatThrownBy(() -> TextPattern.of("(")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void patternsArePrintedBetweenSlashes() {
        assertThat(TextPattern.of("^a/b\\/c\\d$")).hasToString("/^a\\/b\\/c\\d$/");
    }

    @Test
    void percentEncodingIsDecodedStrictly() {
        assertThat(PercentEncoding.decode("a%2Fb+%c3%A4")).isEqualTo("a/b+\u00e4");
        assertThat(PercentEncoding.decodeQuery("a+b%2B")).isEqualTo("a b+");
        for (String broken : List.of("%", "a%2", "%g0", "%C3", "%FF", "%ED%A0%80")) {
            assertThat(PercentEncoding.decode(broken)).as(broken).isNull();
        }
    }

    @Test
    void jsonIsIndentedByTwoSpaces() {
        assertThat(PrettyJson.text(Json.MAPPER.readTree("{\"a\":[1,{}],\"b\":{\"c\":[]},\"d\":\"x\"}")))
                .isEqualTo("""
                        {
                          "a": [
                            1,
                            {}
                          ],
                          "b": {
                            "c": []
                          },
                          "d": "x"
                        }""");
    }

    @Test
    void environmentVariablesAreNamed() {
        assertThat(new MissingPropertyException("taskcluster.root-url", "a URL"))
                .hasMessage("The environment variable TASKCLUSTER_ROOT_URL (property taskcluster.root-url) is not set."
                        + " It must be a URL.");
    }
}
