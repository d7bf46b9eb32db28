package taskcluster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.cli.Terminal.Colour;

/**
 * What a command has around it.
 *
 * @param command how the person started it, for hints about other commands
 * @param environment environment variables
 * @param home the folder under which the default data folder is
 * @param directory what relative file names are relative to
 * @param clock tells the time, and in which zone to show it
 * @param poll how often to ask for news
 */
record Shell(
        String command,
        Map<String, String> environment,
        Path home,
        Path directory,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Terminal terminal,
        Clock clock,
        Duration poll) {
    private static final Duration USUAL_POLL = Duration.ofMillis(400);

    static Shell ofProcess() {
        Path directory = Path.of("").toAbsolutePath();
        Map<String, String> environment = System.getenv();
        @Nullable String home = System.getProperty("taskcluster.home");
        return new Shell(
                home == null ? "taskcluster" : "./tc",
                environment,
                home == null ? directory : Path.of(home),
                directory,
                System.in,
                System.out,
                System.err,
                Terminal.ofProcess(environment, System.out.charset()),
                Clock.system(ZoneId.systemDefault()),
                USUAL_POLL);
    }

    void print(String line) {
        out.println(line);
    }

    /** Tells the person what is going on, beside the output proper. */
    void note(String line) {
        out.flush();
        err.println(terminal.paint(Colour.FAINT, line));
    }

    String paint(Colour colour, String text) {
        return terminal.paint(colour, text);
    }

    /** The file's text; {@code -} is standard input. */
    String read(String file) {
        try {
            return file.equals("-")
                    ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(directory.resolve(file));
        } catch (NoSuchFileException e) {
            throw CommandFailure.usage("there is no file " + file);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNUSABLE, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Asks for a yes; everything else is a no. */
    boolean confirm(String question) {
        out.print(question + " [y/N] ");
        out.flush();
        StringBuilder answer = new StringBuilder();
        try {
            for (int character = in.read(); character >= 0 && character != '\n'; character = in.read()) {
                answer.append((char) character);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString().strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    /** Waits until it is time to ask for news again. */
    void pause() {
        try {
            Thread.sleep(poll);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitStatus.UNUSABLE, "interrupted", e);
        }
    }
}
