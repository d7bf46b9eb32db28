package taskcluster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code version}. */
@Command(name = "version", description = "Prints the version of this command.")
final class VersionCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-s", "--short"},
            description = "Only the number.")
    private boolean isShort;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Properties properties = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("version");
        shell.print(isShort ? version : "taskcluster " + version);
        return ExitStatus.SUCCESS.code();
    }
}
