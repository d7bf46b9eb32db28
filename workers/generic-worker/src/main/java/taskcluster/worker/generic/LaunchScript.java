package taskcluster.worker.generic;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A shell script that becomes a command of a task. It is read from a file of the worker, so that commands and variables
 * arrive byte by byte whatever the worker's own character set is, and never pass through a program that runs as root.
 */
final class LaunchScript {
    private LaunchScript() {}

    /** Tells its process id on descriptor 3, then turns into the command, with this environment and no other. */
    static String text(Path directory, Map<String, String> environment, List<String> command) {
        String variables = environment.entrySet().stream()
                .map(variable -> quote(variable.getKey() + "=" + variable.getValue()))
                .collect(Collectors.joining(" "));
        String words = command.stream().map(LaunchScript::quote).collect(Collectors.joining(" "));
        return """
                echo $$ >&3
                exec 3>&-
                umask 022
                cd %s || exit 126
                exec /usr/bin/env -i -- %s %s%s </dev/null
                """.formatted(quote(directory.toString()), variables, shielded(command), words);
    }

    /** A program whose name looks like a variable is started by a shell, which {@code env} cannot mistake. */
    private static String shielded(List<String> command) {
        return command.getFirst().contains("=") ? "/bin/sh -c 'exec \"$0\" \"$@\"' " : "";
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
