package taskcluster.client.generator;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Java source text, laid out as the formatter lays it out. */
final class JavaSource {
    private static final int WIDTH = 120;

    /** Documentation stays clear of the width from which the formatter would rewrap it. */
    private static final int DOC_WIDTH = 108;

    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();

    JavaSource line(String line) {
        text.append(line).append('\n');
        return this;
    }

    JavaSource blank() {
        return line("");
    }

    /** A documentation comment in Markdown, from paragraphs in Markdown. */
    JavaSource doc(int depth, List<String> paragraphs) {
        String start = INDENT.repeat(depth) + "///";
        boolean isFirst = true;
        for (String paragraph : paragraphs) {
            if (!isFirst) {
                line(start);
            }
            isFirst = false;
            for (String line : paragraph.strip().split("\n", -1)) {
                for (String wrapped : wrap(line.stripTrailing(), DOC_WIDTH - start.length() - 1)
                        .split("\n", -1)) {
                    line((start + " " + wrapped).stripTrailing());
                }
            }
        }
        return this;
    }

    /**
     * {@code head(elements)tail} on as few lines as fit: one; a break after the assignment; the elements on a line of their
     * own; a line for each element.
     */
    JavaSource list(int depth, String head, List<String> elements, String tail) {
        String one = INDENT.repeat(depth) + head + "(" + String.join(", ", elements) + ")" + tail;
        if (one.length() <= WIDTH) {
            return line(one);
        }
        int assignment = head.indexOf(" = ") + 2;
        String assigned = INDENT.repeat(depth + 2) + one.substring(INDENT.length() * depth + assignment + 1);
        if (assignment > 1 && assigned.length() <= WIDTH) {
            return line(INDENT.repeat(depth) + head.substring(0, assignment)).line(assigned);
        }
        line(INDENT.repeat(depth) + head + "(");
        String together = INDENT.repeat(depth + 2) + String.join(", ", elements) + ")" + tail;
        if (together.length() <= WIDTH && elements.stream().noneMatch(element -> element.contains("\n"))) {
            return line(together);
        }
        StringJoiner lines = new StringJoiner(",\n" + INDENT.repeat(depth + 2), INDENT.repeat(depth + 2), ")" + tail);
        elements.forEach(lines::add);
        return line(lines.toString());
    }

    /** Whether a line of this text fits in the width. */
    static boolean fits(int depth, String line) {
        return INDENT.length() * depth + line.length() <= WIDTH;
    }

    static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** {@code createTask} as {@code CREATE_TASK}. */
    static String constant(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /** {@code worker-manager} as {@code WorkerManager}; {@code object} as {@code ObjectService}, since every class is an Object. */
    static String className(String service) {
        StringBuilder name = new StringBuilder();
        for (String word : service.split("[-_]", -1)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString().equals("Object") ? "ObjectService" : name.toString();
    }

    private static String wrap(String line, int width) {
        if (line.length() <= width) {
            return line;
        }
        StringBuilder wrapped = new StringBuilder();
        int column = 0;
        for (String word : line.split(" ", -1)) {
            if (column > 0 && column + 1 + word.length() > width) {
                wrapped.append('\n');
                column = 0;
            } else if (column > 0) {
                wrapped.append(' ');
                column++;
            }
            wrapped.append(word);
            column += word.length();
        }
        return wrapped.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
