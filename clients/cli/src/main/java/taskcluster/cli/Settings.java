package taskcluster.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import taskcluster.client.ClientOptions;

/** Which deployment to use and as whom: the environment, else the file that a deployment on this machine leaves. */
final class Settings {
    private Settings() {}

    /** Options to call the deployment with. */
    static ClientOptions.Builder find(Shell shell) {
        try {
            Map<String, String> environment = shell.environment();
            boolean isSet = environment.entrySet().stream()
                    .anyMatch(variable -> isAboutDeployment(variable.getKey())
                            && !variable.getValue().isEmpty());
            if (isSet) {
                return ClientOptions.fromEnvironment(environment);
            }
            Path file = credentialsFile(shell);
            if (Files.isReadable(file)) {
                return ClientOptions.fromEnvironment(read(file));
            }
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "no deployment is known: start one with `./tc up`, or set TASKCLUSTER_ROOT_URL (there is no " + file
                            + ")");
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isAboutDeployment(String variable) {
        return switch (variable) {
            case "TASKCLUSTER_ROOT_URL", "TASKCLUSTER_PROXY_URL", "TASKCLUSTER_CLIENT_ID", "TASKCLUSTER_ACCESS_TOKEN" ->
                true;
            default -> false;
        };
    }

    private static Path credentialsFile(Shell shell) {
        String data = shell.environment().getOrDefault("TASKCLUSTER_DATA", "");
        Path folder = data.isEmpty()
                ? shell.home().resolve(".tc/data")
                : shell.directory().resolve(data);
        return folder.resolve("credentials.env");
    }

    /** Reads lines of {@code NAME=value}, as a shell would that sources the file. */
    private static Map<String, String> read(Path file) {
        Map<String, String> variables = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String assignment = line.strip().replaceFirst("^export\\s+", "");
                int equals = assignment.indexOf('=');
                if (equals > 0 && !assignment.startsWith("#")) {
                    variables.put(assignment.substring(0, equals), unquoted(assignment.substring(equals + 1)));
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.FAILED, "cannot read " + file + ": " + e.getMessage(), e);
        }
        return variables;
    }

    private static String unquoted(String value) {
        if (value.length() >= 2 && "'\"".indexOf(value.charAt(0)) >= 0 && value.endsWith(value.substring(0, 1))) {
            return value.substring(1, value.length() - 1);
        }
        return value;
    }
}
