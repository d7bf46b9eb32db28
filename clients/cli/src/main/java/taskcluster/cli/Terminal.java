package taskcluster.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What the other end of standard output can do.
 *
 * @param isInteractive whether a person looks at it, so that lines may be changed in place
 * @param hasColours whether to use colours
 * @param rows how many lines it shows
 * @param symbols what it can write
 */
record Terminal(boolean isInteractive, boolean hasColours, int rows, Symbols symbols) {
    private static final int USUAL_ROWS = 24;

    /** Nobody looks: a file or a pipe. */
    static final Terminal NONE = new Terminal(false, false, USUAL_ROWS, Symbols.ASCII);

    /** The terminal of this process. */
    static Terminal ofProcess(Map<String, String> environment, Charset charset) {
        Symbols symbols = charset.newEncoder().canEncode('✔') ? Symbols.UNICODE : Symbols.ASCII;
        boolean isTerminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        boolean isInteractive = isTerminal && !"dumb".equals(environment.get("TERM"));
        if (!isInteractive) {
            return new Terminal(false, false, USUAL_ROWS, symbols);
        }
        boolean hasColours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(true, hasColours, askRows(), symbols);
    }

    private static int askRows() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream out = stty.getInputStream()) {
                String[] size = new String(out.readAllBytes(), StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ", -1);
                int rows = size[0].isEmpty() ? 0 : Integer.parseInt(size[0]);
                return rows > 0 ? rows : USUAL_ROWS;
            }
        } catch (IOException | NumberFormatException unknown) {
            return USUAL_ROWS;
        }
    }

    /** Text in a colour, where there are colours. */
    String paint(Colour colour, String text) {
        return hasColours && colour != Colour.PLAIN ? "\u001b[" + colour.code() + "m" + text + "\u001b[0m" : text;
    }

    /** Colours by what they are used for. */
    enum Colour {
        PLAIN(0),
        GOOD(32),
        BAD(31),
        BUSY(36),
        ODD(33),
        FAINT(2),
        STRONG(1);

        private final int code;

        Colour(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** The marks in front of tasks. */
    enum Symbols {
        UNICODE("✔", "✘", "▶", "◌", "·", "─"),
        ASCII("+", "x", ">", "o", ".", "-");

        private final String done;
        private final String broken;
        private final String running;
        private final String pending;
        private final String waiting;
        private final String rule;

        Symbols(String done, String broken, String running, String pending, String waiting, String rule) {
            this.done = done;
            this.broken = broken;
            this.running = running;
            this.pending = pending;
            this.waiting = waiting;
            this.rule = rule;
        }

        String done() {
            return done;
        }

        String broken() {
            return broken;
        }

        String running() {
            return running;
        }

        String pending() {
            return pending;
        }

        String waiting() {
            return waiting;
        }

        String rule() {
            return rule;
        }
    }
}
