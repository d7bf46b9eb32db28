package taskcluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import taskcluster.cli.TaskGraph.Planned;
import tools.jackson.databind.JsonNode;

class TaskFileTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String ID_A = "fN1SbArXTPSVFNUvaOlinQ";
    private static final String ID_B = "YVgHuoyDQ5i7IVVVGGKN6w";

    @Test
    void aTaskMayHaveAnIdAndIsOtherwiseFilledUp() {
        TaskGraph graph = parse("""
                taskId: %s
                provisionerId: a
                workerType: b
                payload: {}
                """.formatted(ID_A));

        assertThat(graph.isSingle()).isTrue();
        assertThat(graph.taskGroupId()).isEqualTo(ID_A);
        Planned task = graph.tasks().getFirst();
        assertThat(task.taskId()).isEqualTo(ID_A);
        assertThat(task.label()).isEqualTo("task");
        assertThat(task.definition().propertyNames())
                .containsExactlyInAnyOrder(
                        "schedulerId", "created", "deadline", "metadata", "provisionerId", "workerType", "payload");
    }

    @Test
    void whatIsGivenStays() {
        JsonNode definition = parse("""
                        {"taskQueueId": "a/b", "payload": {}, "created": "2020-01-01T00:00:00Z", "schedulerId": "me",
                         "metadata": {"name": "N", "owner": "o"}, "taskGroupId": "%s"}
                        """.formatted(ID_B)).tasks().getFirst().definition();

        assertThat(definition.path("created").asString()).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(definition.path("schedulerId").asString()).isEqualTo("me");
        assertThat(definition.path("taskGroupId").asString()).isEqualTo(ID_B);
        assertThat(definition.path("metadata").toString())
                .isEqualTo("{\"name\":\"N\",\"description\":\"N\",\"owner\":\"o\",\"source\":\"https://tc\"}");
    }

    @Test
    void aListOfTaskIdsAndTasksIsAGraph() {
        String list = """
                - {taskId: %s, task: {taskQueueId: a/b, payload: {}, metadata: {name: second}, dependencies: [%s]}}
                - {taskId: %s, task: {taskQueueId: a/b, payload: {}, metadata: {name: first}}}
                """.formatted(ID_A, ID_B, ID_B);

        for (String text : List.of(list, "tasks:\n" + list.indent(2))) {
            TaskGraph graph = parse(text);
            assertThat(graph.isSingle()).isFalse();
            assertThat(graph.tasks()).extracting(Planned::label).containsExactly("first", "second");
            assertThat(graph.tasks().get(1).dependencies()).containsExactly("first");
            assertThat(graph.tasks().get(1).definition().path("dependencies").toString())
                    .isEqualTo("[\"" + ID_B + "\"]");
        }
    }

    @Test
    void tasksOutsideOfTheFileMayBeDependedOn() {
        TaskGraph graph = parse("tasks: {a: {taskQueueId: a/b, payload: {}, dependencies: [" + ID_A + "]}}");

        assertThat(graph.tasks().getFirst().dependencies()).isEmpty();
        assertThat(graph.tasks().getFirst().definition().path("dependencies").toString())
                .isEqualTo("[\"" + ID_A + "\"]");
    }

    @Test
    void theGroupMayBeChosen() {
        TaskGraph graph = parse("{taskGroupId: %s, tasks: {a: {taskQueueId: a/b, payload: {}}}}".formatted(ID_A));

        assertThat(graph.taskGroupId()).isEqualTo(ID_A);
        assertThat(graph.tasks().getFirst().definition().path("taskGroupId").asString())
                .isEqualTo(ID_A);
    }

    @Test
    void tasksLieOverThoseThatTheyExtendAndAllOverTheDefaults() {
        JsonNode payload = parse("""
                        defaults: {taskQueueId: a/b, payload: {maxRunTime: 1, env: {A: default, B: default, C: default}}}
                        tasks:
                          grandchild: {extends: child, payload: {env: {C: grandchild}}}
                          child: {extends: parent, payload: {env: {B: child, C: child}, list: [3]}}
                          parent: {payload: {env: {A: parent}, list: [1, 2]}}
                        """).tasks().stream()
                .filter(task -> task.label().equals("grandchild"))
                .findFirst()
                .orElseThrow()
                .definition()
                .path("payload");

        assertThat(payload.toString())
                .isEqualTo("{\"maxRunTime\":1,\"env\":{\"A\":\"parent\",\"B\":\"child\",\"C\":\"grandchild\"},"
                        + "\"list\":[3]}");
    }

    @Test
    void placeholdersAndTimesAreFilledInEverywhere() {
        JsonNode payload =
                parse("""
                        tasks:
                          a:
                            taskQueueId: a/b
                            payload:
                              texts: ["${taskId:b}/x", "${env:WHO}", "${HOME} $$ ${other:x}"]
                              artifacts: [{expires: {$fromNow: 2 days}}]
                          b: {taskId: %s, taskQueueId: a/b, payload: {}}
                        """.formatted(ID_B)).tasks().getFirst().definition().path("payload");

        assertThat(payload.toString())
                .isEqualTo("{\"texts\":[\"%s/x\",\"ann\",\"${HOME} $$ ${other:x}\"],".formatted(ID_B)
                        + "\"artifacts\":[{\"expires\":\"2026-01-03T12:00:00.000Z\"}]}");
    }

    @Test
    void whatIsWrongIsNamedInOneLine() {
        refused("", "f.yml has neither a task nor a map or list of `tasks`");
        refused("just text", "f.yml has neither a task nor a map or list of `tasks`");
        refused("a: [1", "f.yml line 1, column 6: expected ',' or ']', but got <stream end>");
        refused("a: 1\na: 2", "f.yml line 2");
        refused("payload: {}", "f.yml has no taskQueueId, which says who is to run it");
        refused("taskQueueId: a/b", "f.yml has no payload, which says what is to be run");
        refused("{taskId: x, taskQueueId: a/b, payload: {}}", "f.yml: 'x' is not a taskId; leave it out to get one");
        refused("tasks: {}", "f.yml: `tasks` must be a map or a list with at least one task");
        refused("tasks: {a: 1}", "f.yml: task 'a' is not a map");
        refused("{tasks: {a: {}}, default: {}}", "f.yml: unknown key 'default' beside `tasks`; known are");
        refused("tasks: {a: {payload: {}}}", "f.yml: task 'a' has no taskQueueId, which says who is to run it");
        refused(
                "tasks: {a: {taskQueueId: a/b, payload: {}, dependencies: [c]}}",
                "f.yml: task 'a' depends on 'c', which is neither a label of this file nor a taskId");
        refused(
                "tasks: {a: {taskQueueId: a/b, payload: {x: {y: '${taskId:c}'}}}}",
                "f.yml: task 'a'.payload.x.y: there is no task 'c', only a");
        refused(
                "tasks: {a: {taskQueueId: a/b, payload: {x: '${env:NO}'}}}",
                "f.yml: task 'a'.payload.x: the environment variable NO is not set");
        refused(
                "tasks: {a: {taskQueueId: a/b, payload: {}, deadline: {$fromNow: soon}}}",
                "f.yml: task 'a'.deadline: 'soon' is not a relative time such as '2 days 3 hours'");
        refused("tasks: {a: {extends: b}}", "f.yml: task 'a' extends 'b', which is not there");
        refused("tasks: {a: {extends: b}, b: {extends: a}}", "f.yml: tasks extend each other in a circle: a, b");
        refused(
                "tasks: [{label: a, taskQueueId: a/b, payload: {}}, {label: a, taskQueueId: a/b, payload: {}}]",
                "f.yml: two tasks are named 'a'; give each a `label` of its own");
        refused(
                "{defaults: {taskQueueId: a/b, payload: {}},"
                        + " tasks: {x: {dependencies: [a]}, a: {dependencies: [b]}, b: {dependencies: [a]}}}",
                "f.yml: tasks depend on each other in a circle: a -> b -> a");
        refused(
                "{inputs: {a: {file: nothing}}, tasks: {a: {}}}",
                "f.yml: input 'a': there is no file /nowhere/nothing");
        refused("{inputs: {a: {}}, tasks: {a: {}}}", "f.yml: input 'a' needs either `file` or `archive`");
        refused("{inputs: [], tasks: {a: {}}}", "f.yml: `inputs` must be a map of artifact names");
    }

    private static void refused(String text, String message) {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> parse(text))
                .satisfies(e -> assertThat(e.status()).isEqualTo(ExitStatus.UNUSABLE))
                .satisfies(e -> assertThat(e.getMessage()).startsWith(message).doesNotContain("\n"));
    }

    private static TaskGraph parse(String text) {
        return new TaskFile(
                        "f.yml",
                        Path.of("/nowhere"),
                        new TaskDefaults(NOW, "ann@localhost", "https://tc"),
                        Map.of("WHO", "ann"),
                        NOW)
                .parse(text);
    }
}
