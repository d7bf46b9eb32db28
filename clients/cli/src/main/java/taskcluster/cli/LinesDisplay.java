package taskcluster.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** For files and pipes: a line whenever something happened to a task. */
final class LinesDisplay implements ProgressDisplay {
    private final Shell shell;
    private final DateTimeFormatter time;
    private final Map<String, String> shown = new HashMap<>();

    LinesDisplay(Shell shell) {
        this.shell = shell;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone(shell));
    }

    private static ZoneId zone(Shell shell) {
        return shell.clock().getZone();
    }

    @Override
    public void show(List<TaskProgress> tasks) {
        int width = tasks.stream()
                .mapToInt(task -> task.task().label().length())
                .max()
                .orElse(0);
        Instant now = shell.clock().instant();
        for (TaskProgress task : tasks) {
            if (!task.event().equals(shown.put(task.task().label(), task.event()))) {
                String words = task.words();
                String took = task.isCompleted() || task.isBroken() ? " after " + Words.time(task.time(now)) : "";
                String label = task.task().label();
                shell.print(time.format(now) + "  " + label + " ".repeat(width - label.length()) + "  " + words + took);
            }
        }
        shell.out().flush();
    }

    @Override
    public void print(List<String> lines) {
        lines.forEach(shell::print);
        shell.out().flush();
    }

    @Override
    public void close() {
        shell.out().flush();
    }
}
