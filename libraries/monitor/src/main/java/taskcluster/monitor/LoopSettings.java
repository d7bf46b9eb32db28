package taskcluster.monitor;

import java.time.Duration;
import java.util.function.Consumer;

/** The description of a loop, complete and checked. */
record LoopSettings(
        String name,
        Monitor monitor,
        Duration waitTime,
        Duration pace,
        Duration maxIterationTime,
        Duration minIterationTime,
        Duration watchdogTime,
        int maxFailures,
        int maxIterations,
        LogType.Level successLevel,
        Consumer<Throwable> onError,
        Consumer<Loop.Event> listener) {
    LoopSettings {
        if (waitTime.isNegative() || pace.isNegative() || minIterationTime.isNegative() || watchdogTime.isNegative()) {
            throw new IllegalArgumentException("the times of loop " + name + " must not be negative");
        }
        if (!maxIterationTime.isPositive()) {
            throw new IllegalArgumentException("the maximum iteration time of loop " + name + " must be positive");
        }
        if (maxFailures < 0 || maxIterations < 0) {
            throw new IllegalArgumentException("the limits of loop " + name + " must not be negative");
        }
    }
}
