package taskcluster.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Runs commands against a deployment and keeps what they print. */
final class CommandLineFixture {
    /** What a command left. Identifiers are replaced by the names of their tasks. */
    record Result(int status, String out, String err) {}

    private final FakeDeployment deployment;
    private final Path directory;
    private Terminal terminal = Terminal.NONE;
    private String input = "";
    private final Map<String, String> environment = new HashMap<>();

    CommandLineFixture(FakeDeployment deployment, Path directory) {
        this.deployment = deployment;
        this.directory = directory;
        environment.put("TASKCLUSTER_ROOT_URL", deployment.url());
        environment.put("TASKCLUSTER_CLIENT_ID", "me");
        environment.put("TASKCLUSTER_ACCESS_TOKEN", "secret");
        environment.put("USER", "ann");
    }

    CommandLineFixture on(Terminal other) {
        terminal = other;
        return this;
    }

    CommandLineFixture input(String text) {
        input = text;
        return this;
    }

    CommandLineFixture variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CommandLineFixture withoutEnvironment() {
        environment.clear();
        return this;
    }

    Result run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                "taskcluster",
                environment,
                directory,
                directory,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                deployment.clock(),
                Duration.ofMillis(1));
        int status = TaskclusterCommand.run(shell, words);
        return new Result(status, readable(out), readable(err));
    }

    private String readable(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8).replace(deployment.url(), "ROOT");
        for (FakeTask task : deployment.tasks.values()) {
            text = text.replace(task.taskId, "<" + task.name() + ">");
            String group = task.definition.path("taskGroupId").asString("");
            text = group.isEmpty() ? text : text.replace(group, "<group>");
        }
        return text;
    }
}
