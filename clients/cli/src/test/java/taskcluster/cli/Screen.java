package taskcluster.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal that knows as much as is needed to say what a person sees on it. */
final class Screen {
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([?0-9;]*)([A-Za-z])|\n|[^\u001b\n]+");

    private final List<String> lines = new ArrayList<>(List.of(""));
    private int row;

    static String of(String output) {
        Screen screen = new Screen();
        Matcher matcher = SEQUENCE.matcher(output);
        while (matcher.find()) {
            screen.take(matcher.group(), matcher.group(1), matcher.group(2));
        }
        return String.join("\n", screen.lines);
    }

    private void take(String text, String number, String letter) {
        if (text.equals("\n")) {
            row++;
            if (row == lines.size()) {
                lines.add("");
            }
        } else if (letter == null) {
            lines.set(row, lines.get(row) + text);
        } else if (letter.equals("A")) {
            row -= Integer.parseInt(number);
        } else if (letter.equals("J")) {
            lines.subList(row, lines.size()).clear();
            lines.add("");
        }
    }
}
