package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.cli.CommandLineFixture.Result;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

class SecretCommandsTest {
    private static final Terminal PERSON = new Terminal(true, false, 24, Terminal.Symbols.ASCII);

    private final FakeDeployment deployment = new FakeDeployment();

    @TempDir
    Path folder;

    private CommandLineFixture command;

    @BeforeEach
    void prepare() {
        command = new CommandLineFixture(deployment, folder);
    }

    @AfterEach
    void close() {
        deployment.close();
    }

    @Test
    void setReadsStandardInput() {
        Result result =
                command.input("user: me\npassword: hunter2\nports: [1, 2]\n").run("secret", "set", "project/bread/key");

        assertThat(result).isEqualTo(new Result(0, "", "project/bread/key expires 2027-01-01T12:00:00.000Z\n"));
        assertThat(deployment.secrets.get("project/bread/key")).isEqualTo(Json.MAPPER.readTree("""
                        {"secret": {"user": "me", "password": "hunter2", "ports": [1, 2]},
                         "expires": "2027-01-01T12:00:00.000Z"}"""));
        assertThat(deployment.requests).containsExactly("PUT /api/secrets/v1/secret/project%2Fbread%2Fkey");
    }

    @Test
    void setReadsAFileOfYamlOrJson() throws Exception {
        Files.writeString(folder.resolve("s.json"), "{\"a\": {\"b\": null}}");
        assertThat(command.run("secret", "set", "x", "s.json", "--expires", "30 days")
                        .err())
                .isEqualTo("x expires 2026-01-31T12:00:00.000Z\n");
        assertThat(deployment.secrets.get("x").path("secret").toString()).isEqualTo("{\"a\":{\"b\":null}}");
        assertThat(command.run("secret", "set", "x", "--expires=2030-01-31T01:00:00+01:00", "s.json")
                        .err())
                .isEqualTo("x expires 2030-01-31T00:00:00.000Z\n");
        assertThat(command.input("{}").run("secret", "set", "x", "-").status()).isZero();
        assertThat(deployment.secrets.get("x").path("secret").toString()).isEqualTo("{}");
    }

    @Test
    void aPersonIsToldThatInputIsAwaited() {
        assertThat(command.on(PERSON).input("a: 1").run("secret", "set", "x").err())
                .startsWith("reading the secret from standard input, Ctrl-D ends it\n");
        assertThat(command.run("secret", "get", "x"))
                .isEqualTo(new Result(0, "a: 1\n", "expires 2027-01-01T12:00:00.000Z\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: [hunter2",
                "{\"password\": \"hunter2",
                "a: b: hunter2",
                "\"hunter2",
                "a: hunter2\n\t- x"
            })
    void brokenInputIsNotQuoted(String input) {
        for (String[] words : List.of(new String[] {"secret", "set", "x"}, new String[] {"-v", "secret", "set", "x"})) {
            Result result = command.input(input).run(words);
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err())
                    .contains("the secret in standard input is neither YAML nor JSON")
                    .doesNotContain("hunter2");
        }
        assertThat(deployment.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "[hunter2]", "7", "", "null", "# nothing"})
    void aSecretIsAMap(String input) {
        Result result = command.input(input).run("secret", "set", "x");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .isEqualTo("taskcluster: the secret in standard input must be a map, such as `password: ...`\n");
        assertThat(deployment.requests).isEmpty();
    }

    @Test
    void wrongWordsChangeNothing() {
        assertThat(command.input("a: 1")
                        .run("secret", "set", "x", "--expires", "soon")
                        .err())
                .isEqualTo(
                        "taskcluster: --expires 'soon' is neither a time such as 2030-01-31T00:00:00Z nor one such as"
                                + " '90 days'\n");
        assertThat(command.run("secret", "set", "x", "nowhere.yml").err())
                .isEqualTo("taskcluster: there is no file nowhere.yml\n");
        assertThat(command.run("secret", "set").err())
                .isEqualTo("taskcluster: NAME is missing; see `taskcluster secret set --help`\n");
        assertThat(command.run("secret", "remove").status()).isEqualTo(2);
        assertThat(deployment.requests).isEmpty();
    }

    @Test
    void getPrintsWhatCanBeSetAgain() {
        JsonNode value = Json.MAPPER.valueToTree(Map.ofEntries(
                Map.entry("plain", "text"),
                Map.entry("empty", ""),
                Map.entry("yes", "yes"),
                Map.entry("null", "null"),
                Map.entry("number", "007"),
                Map.entry("exponent", "1e3"),
                Map.entry("token", "12345678e90"),
                Map.entry("octal", "0o7"),
                Map.entry("infinity", ".inf"),
                Map.entry("time", "12:30:00"),
                Map.entry("on", "on"),
                Map.entry("date", "2026-01-01"),
                Map.entry("colon", "a: b"),
                Map.entry("hash", "a #b"),
                Map.entry("spaces", "  a  "),
                Map.entry("marks", "!*&@`%{}[],|>?-'\"\\"),
                Map.entry("tilde", "~"),
                Map.entry("dash", "- a"),
                Map.entry("document", "---"),
                Map.entry("key", "-----BEGIN KEY-----\nabc=\n\n  def\n-----END KEY-----\n"),
                Map.entry("blanks", "\n\n a\n"),
                Map.entry("trailing", "a \nb\t\n"),
                Map.entry("control", "\u0001\u007f\u0085\u2028\ufeff\r\n"),
                Map.entry("unicode", "ü \uD83D\uDE00"),
                Map.entry("long", "word ".repeat(100)),
                Map.entry("a: b", List.of(1, 1.5, true, List.of(), Map.of()))));
        deployment.secrets.put("x", Json.MAPPER.createObjectNode().set("secret", value));

        Result got = command.run("secret", "get", "x");
        assertThat(got.status()).isZero();
        assertThat(got.err()).isEmpty();
        assertThat(got.out())
                .contains("plain: text\n", "key: |\n  -----BEGIN KEY-----\n  abc=\n\n    def\n  -----END KEY-----\n")
                .doesNotStartWith("---")
                .endsWith("\n");

        assertThat(command.input(got.out()).run("secret", "set", "y").status()).isZero();
        assertThat(deployment.secrets.get("y").path("secret")).isEqualTo(value);
    }

    @Test
    void everyTextReadsBackAsItWas() {
        Random random = new Random(1);
        String alphabet = "ab eE01.-+:#'\"\\|>&*!%@`,[]{}?~_\n\t\r\u0085\u00a0\u00fc\u2028";
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(9), 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            JsonNode value = Json.MAPPER.valueToTree(
                    Map.of("a", text.toString(), "b", List.of(Map.of("c" + text, text.toString()))));
            assertThat(SecretYaml.read(SecretYaml.write(value), "the test"))
                    .as(SecretYaml.write(value))
                    .isEqualTo(value);
        }
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(command.run("secret", "get", "a/b"))
                .isEqualTo(new Result(1, "", "taskcluster: there is no secret 'a/b', or it has expired\n"));
        deployment.refuse("/api/secrets/v1/secret/x", 403, "InsufficientScopes", "no");
        assertThat(command.run("secret", "get", "x")).isEqualTo(new Result(1, "", "taskcluster: no\n"));
    }

    @Test
    void listPrintsTheNamesOfAllPages() {
        for (String name : List.of("c", "a/b", "a")) {
            deployment.secrets.put(name, Json.MAPPER.createObjectNode());
        }
        assertThat(command.run("secret", "list")).isEqualTo(new Result(0, "a\na/b\nc\n", ""));
    }

    @Test
    void removeTakesSeveralNames() {
        for (String name : List.of("a", "b/c", "d")) {
            deployment.secrets.put(name, Json.MAPPER.createObjectNode());
        }
        assertThat(command.run("secret", "remove", "a", "b/c"))
                .isEqualTo(new Result(0, "", "a is removed\nb/c is removed\n"));
        assertThat(deployment.secrets.keySet()).containsExactly("d");
    }
}
