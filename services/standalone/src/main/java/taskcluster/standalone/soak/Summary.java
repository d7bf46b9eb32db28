package taskcluster.standalone.soak;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The outcome of a soak as a table: what was counted, and which promises were not kept. */
final class Summary {
    private static final int MOST_EXAMPLES = 20;

    private final List<Row> rows = new ArrayList<>();
    private final Map<String, List<String>> violations;

    private record Row(String what, String value) {}

    /** @param violations where each kind of promise was broken */
    Summary(Map<String, List<String>> violations) {
        this.violations = Map.copyOf(violations);
    }

    void add(String what, String value) {
        rows.add(new Row(what, value));
    }

    void add(String what, long value) {
        add(what, String.format(Locale.ROOT, "%,d", value));
    }

    void addAll(String prefix, Map<String, Long> counts) {
        counts.forEach((what, count) -> add(prefix + what, count));
    }

    /** Whether every promise was kept. */
    boolean isClean() {
        return violations.isEmpty();
    }

    /** How often each kind of promise was broken, and where. */
    Map<String, List<String>> violations() {
        return violations;
    }

    private String verdict() {
        return isClean()
                ? "none"
                : Integer.toString(
                        violations.values().stream().mapToInt(List::size).sum());
    }

    void print(PrintStream out) {
        int width = rows.stream().mapToInt(row -> row.what().length()).max().orElse(1);
        rows.forEach(row -> out.printf("%-" + width + "s  %s%n", row.what(), row.value()));
        out.printf("%-" + width + "s  %s%n", "broken promises", verdict());
        violations.forEach((what, where) -> {
            out.printf("%n%s: %d times%n", what, where.size());
            where.stream().limit(MOST_EXAMPLES).forEach(each -> out.println("  " + each));
        });
    }

    /** The same as Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder("| what | |\n|---|---|\n");
        rows.forEach(row -> text.append("| %s | %s |%n".formatted(row.what(), row.value())));
        text.append("| **broken promises** | **%s** |%n".formatted(verdict()));
        violations.forEach((what, where) -> {
            text.append("%n%s: %d times%n%n".formatted(what, where.size()));
            where.stream().limit(MOST_EXAMPLES).forEach(each -> text.append("- `" + each + "`\n"));
        });
        return text.toString();
    }
}
