package taskcluster.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import taskcluster.cli.ApiReferences.Method;
import taskcluster.cli.ApiReferences.Service;
import taskcluster.client.ApiMethod;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code api SERVICE METHOD ...}: calls any method of any service. */
@Command(
        name = "api",
        description = "Calls a method of the API and prints its reply.",
        customSynopsis = {
            "taskcluster api                            lists the services",
            "       taskcluster api SERVICE                    lists the methods of a service",
            "       taskcluster api SERVICE METHOD [ARGUMENT...] [--QUERY=VALUE...]"
        },
        footer = {"", "Some methods take a payload: JSON or YAML on standard input or in a file."})
final class ApiCommand implements Callable<Integer> {
    /** Methods that answer with a redirect to what is really wanted. */
    private static final Set<String> REDIRECTING = Set.of("getArtifact", "getLatestArtifact");

    private final Shell shell;
    private final Deployment deployment;

    @Option(names = "--payload-file", paramLabel = "FILE", description = "The payload, instead of standard input.")
    private @Nullable String payloadFile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the reply.")
    private @Nullable Path output;

    @Parameters(arity = "0..*", paramLabel = "WORD", hidden = true)
    private List<String> words = List.of();

    ApiCommand(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    @Override
    public Integer call() {
        ApiReferences references = ApiReferences.load();
        List<String> arguments = new ArrayList<>();
        Map<String, String> query = new LinkedHashMap<>();
        split(arguments, query);
        if (arguments.isEmpty()) {
            references
                    .services()
                    .values()
                    .forEach(service -> shell.print("%-16s  %s".formatted(service.name(), service.title())));
            return ExitStatus.SUCCESS.code();
        }
        Service service = references.service(arguments.removeFirst());
        if (arguments.isEmpty()) {
            list(service);
            return ExitStatus.SUCCESS.code();
        }
        Method method = ApiReferences.method(service, arguments.removeFirst());
        check(service, method.call(), arguments, query);
        write(call(service, method.call(), arguments, query));
        return ExitStatus.SUCCESS.code();
    }

    /** Words that begin with two dashes are query parameters, with the value after an equals sign or in the next word. */
    private void split(List<String> arguments, Map<String, String> query) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                arguments.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            if (equals > 0) {
                query.put(word.substring(2, equals), word.substring(equals + 1));
            } else if (i + 1 < words.size()) {
                i++;
                query.put(word.substring(2), words.get(i));
            } else {
                throw CommandFailure.usage(word + " needs a value");
            }
        }
    }

    private void list(Service service) {
        int width = service.methods().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(1);
        for (Method method : service.methods().values()) {
            String name = method.call().name();
            String note = method.stability().equals("stable") ? "" : " (" + method.stability() + ")";
            shell.print(name + " ".repeat(width - name.length()) + "  " + method.title() + note);
        }
    }

    private static void check(Service service, ApiMethod method, List<String> arguments, Map<String, String> query) {
        List<String> parameters = method.parameters();
        String usage = usage(service, method);
        if (arguments.size() != parameters.size()) {
            throw CommandFailure.usage(
                    "%s takes %s: `%s`".formatted(method.name(), Words.count(parameters.size(), "argument"), usage));
        }
        for (String name : query.keySet()) {
            if (!method.query().contains(name)) {
                throw CommandFailure.usage("%s has no --%s: `%s`".formatted(method.name(), name, usage));
            }
        }
    }

    private static String usage(Service service, ApiMethod method) {
        StringBuilder usage = new StringBuilder("taskcluster api " + service.name() + " " + method.name());
        method.parameters()
                .forEach(parameter -> usage.append(" <").append(parameter).append('>'));
        method.query().stream()
                .sorted()
                .forEach(name -> usage.append(" [--").append(name).append("=...]"));
        return usage.append(method.payload() == ApiMethod.Payload.JSON ? " < payload.json" : "")
                .toString();
    }

    private Reply call(Service service, ApiMethod method, List<String> arguments, Map<String, String> query) {
        if (service.name().equals("queue") && REDIRECTING.contains(method.name())) {
            @Nullable String run = arguments.size() == 3 ? arguments.get(1) : null;
            ArtifactCommands artifacts = new ArtifactCommands(shell, deployment);
            return out -> artifacts.copy(arguments.getFirst(), run, arguments.getLast(), out);
        }
        @Nullable JsonNode payload = method.payload() == ApiMethod.Payload.JSON ? payload() : null;
        JsonNode reply = deployment
                .service(service.name(), service.version())
                .call(method.at(arguments.toArray(String[]::new)), query, payload);
        return out -> {
            if (!reply.isMissingNode()) {
                out.println(PrettyJson.of(reply));
            }
        };
    }

    private JsonNode payload() {
        if (payloadFile == null && shell.terminal().isInteractive()) {
            shell.note("reading the payload from standard input, Ctrl-D ends it (or use --payload-file)");
        }
        String file = payloadFile == null ? "-" : payloadFile;
        try {
            JsonNode payload = Json.YAML.readTree(shell.read(file));
            if (payload.isContainer()) {
                return payload;
            }
        } catch (JacksonException e) {
            throw new CommandFailure(
                    ExitStatus.UNUSABLE,
                    "the payload is neither JSON nor YAML: " + FailureMessage.oneLine(e.getOriginalMessage()),
                    e);
        }
        throw CommandFailure.usage("the payload must be a map or a list");
    }

    private void write(Reply reply) {
        if (output == null) {
            reply.writeTo(shell.out());
            return;
        }
        Path file = shell.directory().resolve(output);
        try (PrintStream out = new PrintStream(Files.newOutputStream(file))) {
            reply.writeTo(out);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNUSABLE, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** What is to be written. */
    private interface Reply {
        void writeTo(PrintStream out);
    }
}
