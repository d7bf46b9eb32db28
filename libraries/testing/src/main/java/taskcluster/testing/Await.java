package taskcluster.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Waits for what another thread or process will bring about, looking often; fails when it takes too long. */
public final class Await {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private Await() {}

    /** A condition that may throw; an error counts as not yet. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Something to be asserted, which throws as long as it is not so. */
    @FunctionalInterface
    public interface Assertion {
        void check() throws Exception;
    }

    /** Waits up to 30 seconds until the condition holds. */
    public static void until(String what, Condition condition) {
        until(what, LONGEST, condition);
    }

    public static void until(Condition condition) {
        until("the condition", LONGEST, condition);
    }

    public static void until(String what, Duration atMost, Condition condition) {
        value(what, atMost, () -> condition.holds() ? Optional.of(true) : Optional.empty());
    }

    /** Waits up to 30 seconds until the assertion passes; fails with the assertion's own error. */
    public static void untilAsserted(Assertion assertion) {
        value("the assertion", LONGEST, () -> {
            assertion.check();
            return Optional.of(true);
        });
    }

    /** Waits up to 30 seconds until the value is as it should be, and gives it. */
    public static <T> T value(String what, Callable<T> source, Predicate<? super T> expected) {
        return value(what, LONGEST, () -> Optional.ofNullable(source.call()).filter(expected));
    }

    /** Waits until there is a value, and gives it. */
    public static <T> T value(String what, Duration atMost, Callable<Optional<T>> source) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long pause = SHORTEST_PAUSE.toNanos();
        while (true) {
            @Nullable Throwable problem = null;
            try {
                Optional<T> value = source.call();
                if (value.isPresent()) {
                    return value.get();
                }
            } catch (Exception | AssertionError notYet) {
                problem = notYet;
            }
            if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
                throw new AssertionError("waited in vain for " + what + " (at most " + atMost + ")", problem);
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE.toNanos());
        }
    }
}
