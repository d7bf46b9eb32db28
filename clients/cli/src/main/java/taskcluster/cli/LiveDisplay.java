package taskcluster.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import taskcluster.cli.Terminal.Colour;

/** For people: a line for each task, changed in place. */
final class LiveDisplay implements ProgressDisplay {
    private static final String ESCAPE = "\u001b[";
    private static final String WRAP = ESCAPE + "?7h";
    private static final String NO_WRAP = ESCAPE + "?7l";
    private static final String CURSOR = ESCAPE + "?25h";
    private static final String NO_CURSOR = ESCAPE + "?25l";

    /** What gives a terminal back as it was. */
    static final String RESTORE = CURSOR + WRAP;

    private static final int LINES_FOR_OTHERS = 3;

    private final Shell shell;
    private final Instant start;
    private List<String> picture = List.of();

    LiveDisplay(Shell shell) {
        this.shell = shell;
        this.start = shell.clock().instant();
    }

    @Override
    public void show(List<TaskProgress> tasks) {
        List<String> next = draw(tasks);
        if (!next.equals(picture)) {
            shell.out().print(NO_CURSOR + NO_WRAP + erase() + String.join("\n", next) + "\n");
            shell.out().flush();
            picture = next;
        }
    }

    @Override
    public void print(List<String> lines) {
        String redrawn = picture.isEmpty() ? "" : String.join("\n", picture) + "\n";
        shell.out().print(erase() + WRAP + String.join("\n", lines) + "\n" + NO_WRAP + redrawn);
        shell.out().flush();
    }

    @Override
    public void close() {
        shell.out().print(RESTORE);
        shell.out().flush();
    }

    private String erase() {
        return picture.isEmpty() ? "" : ESCAPE + picture.size() + "A" + ESCAPE + "J";
    }

    private List<String> draw(List<TaskProgress> tasks) {
        Instant now = shell.clock().instant();
        int width = tasks.stream()
                .mapToInt(task -> task.task().label().length())
                .max()
                .orElse(0);
        List<TaskProgress> visible = visible(tasks);
        List<String> lines = new ArrayList<>();
        for (TaskProgress task : visible) {
            lines.add(line(task, width, now));
        }
        long over = tasks.stream().filter(TaskProgress::isOver).count();
        String hidden = visible.size() == tasks.size() ? "" : ", " + (tasks.size() - visible.size()) + " not shown";
        lines.add(shell.paint(
                Colour.FAINT,
                "%d of %s done after %s%s"
                        .formatted(
                                over,
                                Words.count(tasks.size(), "task"),
                                seconds(Duration.between(start, now)),
                                hidden)));
        return lines;
    }

    private String line(TaskProgress task, int width, Instant now) {
        String label = task.task().label();
        Duration time = task.time(now);
        String took = time.isZero() ? "" : "  " + (task.isOver() ? Words.time(time) : seconds(time));
        return " " + shell.paint(task.colour(), task.mark(shell.terminal().symbols())) + " " + label
                + " ".repeat(width - label.length()) + "  " + shell.paint(task.colour(), task.words()) + took;
    }

    /** As many as fit, those first that something happens with; in the order of the graph. */
    private List<TaskProgress> visible(List<TaskProgress> tasks) {
        int room = Math.max(1, shell.terminal().rows() - LINES_FOR_OTHERS);
        if (tasks.size() <= room) {
            return tasks;
        }
        List<TaskProgress> chosen = tasks.stream()
                .sorted(Comparator.comparingInt(LiveDisplay::rank))
                .limit(room)
                .toList();
        return tasks.stream().filter(chosen::contains).toList();
    }

    private static int rank(TaskProgress task) {
        return switch (task.state("unscheduled")) {
            case "running" -> 0;
            case "failed", "exception" -> 1;
            case "pending" -> 2;
            case "unscheduled" -> 3;
            default -> 4;
        };
    }

    /** Whole seconds, so that the picture changes once a second at most. */
    private static String seconds(Duration time) {
        return time.toSeconds() < 10 ? time.toSeconds() + " s" : Words.time(time);
    }
}
