package taskcluster.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import taskcluster.cli.Terminal.Colour;
import taskcluster.client.ApiCallException;
import taskcluster.core.FromNow;

/** The {@code taskcluster} command: looks at its first word and runs the command of that name. */
@Command(
        name = "taskcluster",
        description = "Creates tasks on a Taskcluster deployment, follows them and calls its API.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = false,
        footer = {
            "",
            "The deployment and the credentials come from TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID and"
                    + " TASKCLUSTER_ACCESS_TOKEN, else from the file that `./tc up` leaves in its data folder."
        })
public final class TaskclusterCommand {
    /** What there is, in the order of the help; made only when it is called for, so that the command starts fast. */
    private static final Map<String, BiFunction<Shell, Deployment, Object>> COMMANDS = commands();

    private static final int HELP_WIDTH = 100;

    private final Shell shell;
    private final Deployment deployment;

    @Option(names = "-v", description = "Tell more about errors.", scope = ScopeType.INHERIT)
    private boolean isVerbose;

    private TaskclusterCommand(Shell shell, Deployment deployment) {
        this.shell = shell;
        this.deployment = deployment;
    }

    public static void main(String[] args) {
        System.exit(run(Shell.ofProcess(), args));
    }

    /** Runs one command and returns its exit status. */
    static int run(Shell shell, String... args) {
        try (Deployment deployment = new Deployment(shell)) {
            return new TaskclusterCommand(shell, deployment).execute(withoutHelpWord(List.of(args)));
        } finally {
            shell.out().flush();
            shell.err().flush();
        }
    }

    private static Map<String, BiFunction<Shell, Deployment, Object>> commands() {
        Map<String, BiFunction<Shell, Deployment, Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("task", TaskCommands::new);
        commands.put("group", GroupCommands::new);
        commands.put("index", IndexCommands::new);
        commands.put("download", DownloadCommands::new);
        commands.put("secret", SecretCommands::new);
        commands.put("upload", UploadCommands::new);
        commands.put("notify", NotifyCommands::commandLine);
        commands.put("api", ApiCommand::new);
        commands.put("slugid", (shell, _) -> new SlugidCommands(shell));
        commands.put("from-now", (shell, _) -> new FromNowCommand(shell));
        commands.put("version", (shell, _) -> new VersionCommand(shell));
        return commands;
    }

    /** {@code help run} is {@code run --help}. */
    private static List<String> withoutHelpWord(List<String> words) {
        if (words.isEmpty() || !words.getFirst().equals("help")) {
            return words;
        }
        return Stream.concat(words.stream().skip(1), Stream.of("--help")).toList();
    }

    private int execute(List<String> words) {
        CommandLine line = new CommandLine(this);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .scopeType(ScopeType.INHERIT)
                        .description("Show how a command is used.")
                        .build());
        String first =
                words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("");
        COMMANDS.forEach((name, command) -> {
            if (name.equals(first) || !COMMANDS.containsKey(first)) {
                line.addSubcommand(name, command.apply(shell, deployment));
            }
        });
        configure(line);
        if (words.isEmpty()) {
            line.usage(shell.out());
            return ExitStatus.SUCCESS.code();
        }
        return line.execute(words.toArray(String[]::new));
    }

    private void configure(CommandLine line) {
        ColorScheme colours =
                CommandLine.Help.defaultColorScheme(shell.terminal().hasColours() ? Ansi.ON : Ansi.OFF);
        line.setOut(new PrintWriter(shell.out(), true, shell.out().charset()))
                .setErr(new PrintWriter(shell.err(), true, shell.err().charset()))
                .setColorScheme(colours)
                .setUsageHelpWidth(HELP_WIDTH)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler((e, _) -> misused(e))
                .setExecutionExceptionHandler((e, _, _) -> failed(e));
        configureSubcommands(line);
    }

    private static void configureSubcommands(CommandLine line) {
        line.getSubcommands().forEach((name, command) -> {
            command.registerConverter(Duration.class, FromNow::parse);
            if (command.getCommand() instanceof ApiCommand) {
                command.setUnmatchedOptionsArePositionalParams(true);
            }
            if (line.getCommand() instanceof TaskCommands && name.equals("run")) {
                command.setStopAtPositional(true);
            }
            configureSubcommands(command);
        });
    }

    private int misused(CommandLine.ParameterException e) {
        CommandLine command = e.getCommandLine();
        String path = command.getCommandSpec().qualifiedName(" ").replaceFirst("^taskcluster", shell.command());
        boolean isWithoutSubcommand =
                !command.getSubcommands().isEmpty() && !(e instanceof CommandLine.UnmatchedArgumentException);
        if (isWithoutSubcommand) {
            command.usage(shell.err());
        } else {
            complain(problem(e) + "; see `" + path + " --help`");
        }
        return ExitStatus.UNUSABLE.code();
    }

    /** What is wrong with the words of the command. */
    private static String problem(CommandLine.ParameterException e) {
        return switch (e) {
            case CommandLine.UnmatchedArgumentException unmatched -> {
                String word = unmatched.getUnmatched().getFirst();
                String kind = word.startsWith("-")
                        ? "option"
                        : e.getCommandLine().getSubcommands().isEmpty() ? "argument" : "command";
                List<String> similar = unmatched.getSuggestions();
                yield "there is no " + kind + " '" + word + "' here"
                        + (similar.isEmpty() ? "" : "; did you mean " + similar.getFirst());
            }
            case CommandLine.MissingParameterException missing ->
                missing.getMissing().stream()
                                .map(missed -> missed instanceof OptionSpec option
                                        ? option.longestName()
                                        : missed.paramLabel())
                                .collect(Collectors.joining(" and "))
                        + " is missing";
            default -> FailureMessage.oneLine(String.valueOf(e.getMessage()));
        };
    }

    private int failed(Exception e) {
        ExitStatus status = switch (e) {
            case CommandFailure failure -> {
                complain(String.valueOf(failure.getMessage()));
                yield failure.status();
            }
            case ApiCallException refused -> {
                complain(FailureMessage.of(
                        refused, deployment.options().rootUrl().url(), shell.command()));
                if (isVerbose && refused.body().isContainer()) {
                    shell.err().println(PrettyJson.of(refused.body()));
                }
                yield refused.statusCode() == 0 ? ExitStatus.UNUSABLE : ExitStatus.FAILED;
            }
            default -> {
                complain(FailureMessage.oneLine(e.toString()) + (isVerbose ? "" : "; -v tells more"));
                yield ExitStatus.UNUSABLE;
            }
        };
        if (isVerbose) {
            e.printStackTrace(shell.err());
        }
        return status.code();
    }

    private void complain(String message) {
        shell.out().flush();
        shell.err().println(shell.paint(Colour.BAD, "taskcluster: ") + message);
    }
}
