package taskcluster.monitor;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import taskcluster.monitor.LogType.Level;

/** Describes a loop. */
public final class LoopBuilder {
    private final String name;
    private final Monitor monitor;
    private @Nullable Duration waitTime;
    private @Nullable Duration maxIterationTime;
    private Duration pace = Duration.ZERO;
    private Duration minIterationTime = Duration.ZERO;
    private Duration watchdogTime = Duration.ZERO;
    private int maxFailures;
    private int maxIterations;
    private Level successLevel = Level.NOTICE;
    private Consumer<Throwable> onError = _ -> {};
    private Consumer<Loop.Event> listener = _ -> {};

    LoopBuilder(String name, Monitor monitor) {
        this.name = name;
        this.monitor = monitor;
    }

    /** How long to wait from the end of one iteration to the start of the next. Required. */
    public LoopBuilder every(Duration time) {
        waitTime = time;
        return this;
    }

    /**
     * The least time from the start of one iteration to that of the next, also for a loop that is woken: what wakes it many times
     * in that time costs one iteration. Default: zero.
     */
    public LoopBuilder pace(Duration time) {
        pace = time;
        return this;
    }

    /** How long an iteration may take before it is interrupted. Required. */
    public LoopBuilder maxIterationTime(Duration time) {
        maxIterationTime = time;
        return this;
    }

    /** How long an iteration has to take at least; a shorter one counts as failed. Default: zero. */
    public LoopBuilder minIterationTime(Duration time) {
        minIterationTime = time;
        return this;
    }

    /** How long an iteration may take between two touches of its watchdog. Default: zero, which means for ever. */
    public LoopBuilder watchdogTime(Duration time) {
        watchdogTime = time;
        return this;
    }

    /** After how many failures in a row the loop gives up. Default: zero, which means never. */
    public LoopBuilder maxFailures(int failures) {
        maxFailures = failures;
        return this;
    }

    /** After how many iterations the loop ends. Default: zero, which means never. */
    public LoopBuilder maxIterations(int iterations) {
        maxIterations = iterations;
        return this;
    }

    /** What to do, on the thread of the loop, when it gives up after too many failures; given the last of them. */
    public LoopBuilder onError(Consumer<Throwable> action) {
        onError = action;
        return this;
    }

    /** Logs successful iterations as debugging, for loops that run many times a minute. */
    public LoopBuilder quiet() {
        successLevel = Level.DEBUG;
        return this;
    }

    /** What to tell, on the thread of the loop, of all that happens to it. */
    public LoopBuilder listener(Consumer<Loop.Event> events) {
        listener = events;
        return this;
    }

    /**
     * The loop, not yet started.
     *
     * @throws IllegalArgumentException if a required time is missing or a value is out of its bounds
     */
    public Loop run(LoopBody body) {
        if (waitTime == null || maxIterationTime == null) {
            throw new IllegalArgumentException("loop " + name + " needs a wait time and a maximum iteration time");
        }
        LoopSettings settings = new LoopSettings(
                name,
                monitor,
                waitTime,
                pace,
                maxIterationTime,
                minIterationTime,
                watchdogTime,
                maxFailures,
                maxIterations,
                successLevel,
                onError,
                listener);
        return new Loop(settings, body);
    }
}
