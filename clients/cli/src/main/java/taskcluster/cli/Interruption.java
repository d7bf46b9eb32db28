package taskcluster.cli;

/** While this is open, Ctrl-C restores the terminal and prints a last hint. */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    Interruption(Shell shell, String hint) {
        this.hook = Thread.ofPlatform().unstarted(() -> {
            if (shell.terminal().isInteractive()) {
                shell.out().print(LiveDisplay.RESTORE + "\n");
                shell.out().flush();
            }
            shell.err().println(hint);
            shell.err().flush();
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isShuttingDown) {
            hook.isAlive();
        }
    }
}
