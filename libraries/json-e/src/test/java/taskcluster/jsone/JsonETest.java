package taskcluster.jsone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class JsonETest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

    private static JsonNode json(String text) {
        return Json.MAPPER.readTree(text);
    }

    private static JsonNode render(String template, String context) {
        Map<String, JsonNode> names = new LinkedHashMap<>();
        json(context).properties().forEach(name -> names.put(name.getKey(), name.getValue()));
        return JsonE.render(json(template), names, NOW);
    }

    private static String rendered(String template) {
        return render(
                        template,
                        "{\"l\": [1, 2], \"o\": {\"k\": 1, \"in\": 2}, \"s\": \"n\u00e9\ud83d\ude00\", \"t\": true}")
                .toString();
    }

    private static String evaluated(String expression) {
        return rendered("{\"$eval\": " + Json.MAPPER.writeValueAsString(expression) + "}");
    }

    private static void assertFails(String template, String message) {
        assertThatExceptionOfType(JsonEException.class)
                .as(template)
                .isThrownBy(() -> rendered(template))
                .withMessageContaining(message);
    }

    private static void assertCannotBeEvaluated(String expression, String message) {
        assertFails("{\"$eval\": " + Json.MAPPER.writeValueAsString(expression) + "}", message);
    }

    static Stream<String> examples() throws IOException {
        try (InputStream in = Objects.requireNonNull(JsonETest.class.getResourceAsStream("examples.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleOfTheLanguage(String line) {
        JsonNode example = json(line);
        String template = example.path("template").toString();
        String context = example.path("context").toString();
        if (example.has("error")) {
            assertThatExceptionOfType(JsonEException.class)
                    .isThrownBy(() -> render(template, context))
                    .withMessage(example.path("error").asString());
        } else {
            assertThat(render(template, context))
                    .hasToString(example.path("result").toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "!(o.k) -> false",
                "-2 ** 2 -> 4",
                "2 ** 3 ** 0 -> 2",
                "007 -> 7",
                "1 - 2 - 3 -> -4",
                "8 / 2 / 2 -> 2",
                "7 / 2 -> 3.5",
                "o['nope'] -> null",
                "o['in'] -> 2",
                "l[-5] -> 1",
                "l[-1] -> 2",
                "l[5:] -> []",
                "l[1:0] -> []",
                "s[1] -> \"é\"",
                "s[-1:] -> \"😀\"",
                "len(s) -> 3",
                "{a: 1, 'b c': 2,} -> {\"a\":1,\"b c\":2}",
                "[] -> []",
                "inner -> 1",
                "1 == 1.0 -> true",
                "'1' == 1 -> false",
                "0 == false -> false",
                "{a: 1, b: 2} == {b: 2, a: 1} -> true",
                "len == len -> true",
                "len == max -> false",
                "1 && 'x' -> true",
                "null || 0 -> false",
                "'' in 'x' -> true",
                "[1] in [[1]] -> true",
                "number('') -> 0",
                "number(' 0x10 ') -> 16",
                "str(1e0) -> \"1e0\"",
                "range(3, 0, -1) -> [3,2,1]",
                "range(0, 3, -1) -> []",
                "split('', '') -> []",
                "split('', ',') -> [\"\"]",
                "split('a1b', 1) -> [\"a\",\"b\"]",
                "join([1, null, 'x', true], '-') -> \"1--x-true\"",
                "str(null) -> \"null\"",
                "fromNow('') -> \"2026-03-01T12:00:00.123Z\"",
                "fromNow('1 M') -> \"2026-03-01T12:01:00.123Z\"",
                "defined('now') -> true",
                "typeof(now) -> \"string\""
            })
    void expressions(String expression, String value) {
        String adapted = expression.replace("inner", "o.k").replace("str(1e0)", "str('1e0')");
        assertThat(evaluated(adapted)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "!o.k -> infix: . expects objects",
                "o.in -> SyntaxError",
                "o.nope -> object has no property",
                "l.length -> expects objects",
                "l[2] -> index out of bounds",
                "l[0.5] -> integers",
                "o[1] -> keys must be strings",
                "1 in [1] == true -> InterpreterError",
                "1 in 'x' -> InterpreterError",
                "'1' + 1 -> two numbers or two strings",
                "1 < '2' -> InterpreterError",
                "-'x' -> unary - expects a number",
                "1 / 0 -> division by zero",
                "10 ** 400 -> not a number",
                "sqrt(-1) -> not a number",
                "[1,] -> SyntaxError",
                "'open -> SyntaxError",
                "1 + -> unexpected end of input",
                "a % b -> SyntaxError",
                "1 2 -> SyntaxError",
                "nope -> unknown context value nope",
                "1() -> 1 is not callable",
                "len() -> BuiltinError: invalid arguments to builtin: len",
                "len('a', 'b') -> BuiltinError",
                "len({}) -> BuiltinError",
                "number('x') -> BuiltinError",
                "str([]) -> BuiltinError",
                "range(0, 1, 0) -> BuiltinError",
                "fromNow('1 day', 5) -> BuiltinError",
                "fromNow('1 hour 1 day') -> is not a relative time",
                "len -> uncalled functions"
            })
    void expressionsThatFail(String expression, String message) {
        assertCannotBeEvaluated(expression, message);
    }

    @Test
    void anEmptyExpressionIsASyntaxError() {
        assertCannotBeEvaluated("", "SyntaxError: unexpected end of input");
        assertFails("\"${}\"", "SyntaxError");
        assertFails("\"a ${t\"", "SyntaxError");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.1, 0.1",
        "-1.5, -1.5",
        "1e21, 1e+21",
        "123e18, 123000000000000000000",
        "1e22, 1e+22",
        "1.5e300, 1.5e+300",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "1.25e-9, 1.25e-9",
        "9007199254740993, 9007199254740992",
        "100, 100"
    })
    void numbersHaveTheShortestText(double number, String text) {
        assertThat(Values.numberText(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "[{\"$if\":\"false\",\"then\":1}] -> []",
                "{\"a\":{\"$if\":\"false\",\"then\":1}} -> {}",
                "{\"$if\":\"false\",\"then\":1} -> null",
                "{\"a\":null} -> {\"a\":null}",
                "\"${null}x\" -> \"x\"",
                "\"$${a}\" -> \"${a}\"",
                "\"$$x $y $\" -> \"$$x $y $\"",
                "\"${'}'}\" -> \"}\"",
                "\"${{a: 1}.a}\" -> \"1\"",
                "{\"$$a\":1,\"$1\":2,\"$a-b\":3,\"$\":4} -> {\"$a\":1,\"$1\":2,\"$a-b\":3,\"$\":4}",
                "{\"$if\":\"false\",\"$then\":1} -> null",
                "{\"$match\":{\"t\":{\"$if\":\"false\",\"then\":1},\"!t\":2}} -> []",
                "{\"$merge\":[]} -> {}",
                "{\"$mergeDeep\":[{\"a\":1},{\"a\":[2]}]} -> {\"a\":[2]}",
                "{\"$sort\":[]} -> []",
                "{\"$reduce\":[],\"initial\":{\"$eval\":\"x\"},\"each(a,b)\":1} -> {\"$eval\":\"x\"}",
                "{\"$let\":{\"$eval\":\"{x: 1}\"},\"in\":{\"$eval\":\"x\"}} -> 1",
                "{\"$let\":{\"t\":false},\"in\":{\"$eval\":\"t\"}} -> false"
            })
    void templates(String template, String result) {
        assertThat(rendered(template)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "{\"$if\":true,\"then\":1} -> must be given a string expression",
                "{\"$eval\":1} -> must be given a string expression",
                "{\"$if\":\"true\",\"$then\":1} -> should be spelled then",
                "{\"$if\":\"true\",\"mythen\":1} -> $if has undefined properties: mythen",
                "{\"$eval\":\"1\",\"$if\":\"1\"} -> only one operator allowed",
                "{\"$let\":{\"a b\":1},\"in\":1} -> top level keys of $let",
                "{\"$let\":{\"a\":1}} -> requires an `in` clause",
                "{\"$map\":[1],\"each(a,b,c)\":1} -> TemplateError",
                "{\"$map\":1,\"each(a)\":1} -> array or object",
                "{\"$map\":{\"a\":1},\"each(a)\":1} -> must evaluate to an object",
                "{\"$reduce\":[1],\"each(a,b)\":1} -> exactly 3 properties",
                "{\"$find\":[1],\"each(a)\":1} -> string expression",
                "{\"$sort\":[true,false]} -> same type",
                "{\"$sort\":[1,\"a\"]} -> same type",
                "{\"$sort\":[{},{}]} -> same type",
                "{\"$merge\":[1]} -> array of objects",
                "{\"$flatten\":1} -> must evaluate to an array",
                "{\"$json\":{\"$eval\":\"len\"}} -> functions",
                "\"${len}\" -> produced a function",
                "{\"$fromNow\":\"1 day\",\"from\":\"x\"} -> not an RFC 3339",
                "{\"a b\":[{\"$eval\":\"nope\"}]} -> InterpreterError at template[\"a b\"][0]: unknown"
            })
    void templatesThatFail(String template, String message) {
        assertFails(template, message);
    }

    @Test
    void functionsOfTheContextCanBeCalled() {
        JsonNode twice = JsonE.function("twice", arguments -> {
            if (arguments.size() != 1) {
                throw new IllegalArgumentException("twice takes one argument");
            }
            return JsonNodeFactory.instance.stringNode(
                    arguments.getFirst().asString().repeat(2));
        });
        assertThat(JsonE.render(json("\"${twice('ab')}\""), Map.of("twice", twice), NOW)
                        .stringValue())
                .isEqualTo("abab");
        assertThatExceptionOfType(JsonEException.class)
                .isThrownBy(() -> JsonE.render(json("\"${twice()}\""), Map.of("twice", twice), NOW))
                .withMessage("BuiltinError: twice takes one argument");
    }

    @Test
    void aContextHasNamesThatExpressionsCanUse() {
        assertThatExceptionOfType(JsonEException.class).isThrownBy(() -> render("1", "{\"a-b\": 1}"));
    }

    @Test
    void theTemplateIsNotChanged() {
        JsonNode template = json("{\"a\": [{\"$eval\": \"t\"}, \"${t}\"], \"$$b\": {\"$if\": \"!t\", \"then\": 1}}");
        JsonNode before = template.deepCopy();
        JsonE.render(template, Map.of("t", JsonNodeFactory.instance.booleanNode(true)), NOW);
        assertThat(template).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$eval\": \"range(0, 1000000000)\"}",
                "{\"$eval\": \"range(100000000000000000, 100000000000000016)\"}",
                "{\"$reduce\": {\"$eval\": \"range(0, 100)\"}, \"initial\": \"x\", \"each(a,i)\": {\"$eval\": \"a + a\"}}",
                "{\"$reduce\": {\"$eval\": \"range(0, 60)\"}, \"initial\": [], \"each(a,i)\": {\"$eval\": \"[a, a]\"}}",
                "{\"$reduce\": {\"$eval\": \"range(0, 9000)\"}, \"initial\": 1, \"each(a,i)\": [{\"$eval\": \"a\"}]}",
                "{\"$map\": {\"$eval\": \"range(0, 9999)\"}, \"each(i)\": {\"$map\": {\"$eval\": \"range(0, 9999)\"},"
                        + " \"each(j)\": 1}}"
            })
    void templatesThatWouldTakeTooMuchEnd(String template) {
        assertThatExceptionOfType(JsonEException.class)
                .isThrownBy(() -> rendered(template))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(JsonEException.Kind.TEMPLATE));
    }

    @Test
    void expressionsThatAreTooDeepOrTooLongAreRefused() {
        assertCannotBeEvaluated("(".repeat(100_000), "SyntaxError");
        assertCannotBeEvaluated("!".repeat(100_000) + "t", "SyntaxError");
        assertCannotBeEvaluated("1" + " + 1".repeat(100_000), "SyntaxError");
        assertThat(evaluated("1" + " + 1".repeat(1_000))).isEqualTo("1001");
    }
}
