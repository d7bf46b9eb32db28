package taskcluster.cli;

import java.util.List;

/** Shows how the tasks of a graph get on. */
sealed interface ProgressDisplay extends AutoCloseable permits LinesDisplay, LiveDisplay {
    /** The display that suits the terminal. */
    static ProgressDisplay on(Shell shell) {
        return shell.terminal().isInteractive() ? new LiveDisplay(shell) : new LinesDisplay(shell);
    }

    /** Shows the tasks as they are now. */
    void show(List<TaskProgress> tasks);

    /** Prints lines that stay. */
    void print(List<String> lines);

    /** Leaves the last picture behind. */
    @Override
    void close();
}
