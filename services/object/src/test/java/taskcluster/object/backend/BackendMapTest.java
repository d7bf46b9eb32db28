package taskcluster.object.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import taskcluster.object.config.JsonSetting;

class BackendMapTest {
    private static BackendMap map(String json) {
        return BackendMap.parse(JsonSetting.parse("map", json, "[]"), Set.of("a", "b"));
    }

    private static boolean matches(String when, String name, String projectId) {
        return map("[{\"backendId\": \"a\", \"when\": " + when + "}]")
                .backendFor(name, projectId)
                .isPresent();
    }

    @Test
    @DisplayName("object-86: a regular expression may be found anywhere in the name")
    void unanchored() {
        assertThat(matches("{\"name\": {\"regexp\": \"foo\"}}", "xfoox", "p")).isTrue();
        assertThat(matches("{\"name\": {\"regexp\": \"^foo\"}}", "xfoox", "p")).isFalse();
    }

    @Test
    void conditionsAreEqualityOrExpressionAndAllHaveToHold() {
        assertThat(matches("\"all\"", "x", "p")).isTrue();
        assertThat(matches("{}", "x", "p")).isTrue();
        assertThat(matches("{\"name\": \"foo\"}", "foo", "p")).isTrue();
        assertThat(matches("{\"name\": \"foo\"}", "xfoo", "p")).isFalse();
        assertThat(matches("{\"name\": {\"is\": \"f.o\"}}", "foo", "p")).isFalse();
        assertThat(matches("{\"name\": \"foo\", \"projectId\": {\"is\": \"p\"}}", "foo", "p"))
                .isTrue();
        assertThat(matches("{\"name\": \"foo\", \"projectId\": \"q\"}", "foo", "p"))
                .isFalse();
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        BackendMap map = map("""
                [{"backendId": "a", "when": {"projectId": "p"}}, {"backendId": "b", "when": "all"}]""");
        assertThat(map.backendFor("x", "p")).contains("a");
        assertThat(map.backendFor("x", "q")).contains("b");
        assertThat(map("[]").backendFor("x", "p")).isEmpty();
        assertThat(map("{}").backendFor("x", "p")).as("an empty object").isEmpty();
        assertThat(map(" ").backendFor("x", "p")).as("not set").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1} | map must be an array",
                "[7] | map[] must be an object",
                "[{\"when\": \"all\"}] | map[] needs backendId",
                "[{\"backendId\": \"a\"}] | map[] needs when",
                "[{\"backendId\": \"c\", \"when\": \"all\"}] | map[].backendId is c, which is no backend",
                "[{\"backendId\": \"a\", \"when\": \"some\"}] | map[].when must be 'all' or an object",
                "[{\"backendId\": \"a\", \"when\": {\"size\": \"x\"}}] | map[].when has no setting size",
                "[{\"backendId\": \"a\", \"when\": {\"name\": 7}}] | map[].when.name must be an object",
                "[{\"backendId\": \"a\", \"when\": {\"name\": {}}}] | map[].when.name needs either is or regexp",
                "[{\"backendId\": \"a\", \"when\": {\"name\": {\"like\": \"x\"}}}] | map[].when.name has no setting like",
                "[{\"backendId\": \"a\", \"when\": {\"name\": {\"regexp\": \"(\"}}}] | map[].when.name.regexp is no regular",
                "[ | map is not JSON",
            })
    void aWrongMapIsRefusedByAMessageThatNamesThePlace(String json, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> map(json)).withMessageStartingWith(message);
    }
}
