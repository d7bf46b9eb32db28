package taskcluster.api;

import org.springframework.context.SmartLifecycle;

/**
 * Work in the background that calls APIs, maybe those of its own process: it starts once the server of the process answers,
 * and is stopped before the server is.
 */
public final class WhileServing implements SmartLifecycle {
    private final Runnable start;
    private final Runnable stop;
    private volatile boolean running;

    /** @param stop returns when the work has ended */
    public WhileServing(Runnable start, Runnable stop) {
        this.start = start;
        this.stop = stop;
    }

    @Override
    public void start() {
        start.run();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        stop.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start and the first to stop. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
