package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

class JsonBodyTest {
    private static JsonNode parse(String text) throws JsonBody.MalformedException {
        return JsonBody.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEveryKindOfValue() throws Exception {
        String text =
                "{\"a\":[1,2147483648,-5,1.5,true,false,null,\"\\u00e4\\n\uD83D\uDE00\"],\"b\":{\"c\":{}},\"d\":[]}";
        assertThat(parse(text)).isEqualTo(Json.MAPPER.readTree(text));
        assertThat(parse("  [ ]\n")).isEqualTo(Json.MAPPER.readTree("[]"));
        assertThat(parse("{\"a\":1,\"a\":2}").toString()).isEqualTo("{\"a\":2}");
        assertThat(parse("123456789012345678901234567890").toString()).isEqualTo("123456789012345678901234567890");
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1", "1e2, 100", "-0.0, 0", "1E15, 1000000000000000", "1.25, 1.25", "1e300, 1.0E300"})
    void wholeNumbersAreIntegersHoweverTheyAreWritten(String written, String read) throws Exception {
        assertThat(parse(written).toString()).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{", "[", "{\"a\"}", "{a:1}", "[1,]", "{\"a\":1,}", "[1 2]", "1 2", "{} x", "'a'", "\"a", "\"\u0001\"",
                "tru", "NaN", "01", "+1", ".5", "1.", "// x\n1", "", " ", "\u0000", "[1]]", "\"\\x\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(JsonBody.MalformedException.class);
    }

    @Test
    void refusesWhatCannotBeStored() {
        assertThatThrownBy(() -> parse("{\"a\":{\"b\":[1,\"x\\u0000y\"]}}"))
                .hasMessage("data/a/b/1 must not contain the character U+0000");
        assertThatThrownBy(() -> parse("{\"a\\u0000\":1}"))
                .hasMessageContaining("must not contain the character U+0000");
        assertThatThrownBy(() -> parse("{\"a\":\"\\ud800\"}"))
                .hasMessage("data/a must not contain half of a surrogate pair");
        assertThatThrownBy(() -> parse("[\"\\udc00\\ud800\"]")).hasMessageStartingWith("data/0 must not contain half");
        assertThatThrownBy(() -> parse("{\"a\":1e999}")).hasMessage("data/a is a number out of range");
        assertThatThrownBy(() -> parse("[-1" + "0".repeat(400) + "]")).hasMessage("data/0 is a number out of range");
        assertThatThrownBy(() -> parse("1" + "0".repeat(5000))).isInstanceOf(JsonBody.MalformedException.class);
    }

    @Test
    void refusesDeepNesting() throws Exception {
        assertThat(parse("[".repeat(500) + "]".repeat(500)).isArray()).isTrue();
        assertThatThrownBy(() -> parse("[".repeat(501) + "]".repeat(501)))
                .isInstanceOf(JsonBody.MalformedException.class);
        assertThatThrownBy(() -> parse("{\"a\":".repeat(200_000))).isInstanceOf(JsonBody.MalformedException.class);
    }

    @Test
    void refusesBrokenUtf8() {
        byte[] bytes = "\"ab\"".getBytes(StandardCharsets.UTF_8);
        bytes[1] = (byte) 0xff;
        assertThatThrownBy(() -> JsonBody.parse(bytes)).isInstanceOf(JsonBody.MalformedException.class);
    }

    @Test
    void neverFailsInAnotherWay() {
        Random random = new Random(1);
        String alphabet = "{}[]\",:0123456789eE+-.tfn\\u dD8\u0000\u00e4";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"a\":" : "");
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = text.toString()
                    .getBytes(random.nextInt(4) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            try {
                JsonNode value = JsonBody.parse(bytes);
                assertThat(Json.MAPPER.readTree(PrettyJson.bytes(value)).toString())
                        .isEqualTo(value.toString());
            } catch (JsonBody.MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }
}
