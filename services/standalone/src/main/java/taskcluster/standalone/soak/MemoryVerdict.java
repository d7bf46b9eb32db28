package taskcluster.standalone.soak;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import taskcluster.standalone.soak.MemoryWatch.Sample;

/** Whether memory stayed flat, told by the replica that was not killed any more after the first quarter. */
final class MemoryVerdict {
    /** A shorter soak shows little but how a process warms up. */
    private static final Duration SHORTEST = Duration.ofMinutes(2);

    private static final double MOST_GROWTH = 1.25;
    private static final double NOISE_MIB = 12;

    private final MemoryWatch memory;
    private final String witness;

    MemoryVerdict(MemoryWatch memory, String witness) {
        this.memory = memory;
        this.witness = witness;
    }

    /** Notes a violation if what is alive in the witness' heap has grown by more than a quarter, and by more than noise. */
    void judge(Duration duration, Ledger ledger) {
        if (duration.compareTo(SHORTEST) < 0) {
            return;
        }
        OptionalDouble before = memory.median(witness, 2, Sample::liveMib);
        OptionalDouble after = memory.median(witness, 4, Sample::liveMib);
        if (before.isEmpty() || after.isEmpty()) {
            ledger.violated("memory could not be watched", witness);
        } else if (after.getAsDouble()
                > Math.max(MOST_GROWTH * before.getAsDouble(), before.getAsDouble() + NOISE_MIB)) {
            ledger.violated("memory grows", witness + ": " + change(before, after));
        }
    }

    /** What is alive in the heap of a process, and what the system gives it, in the second and in the last quarter. */
    String describe(String process) {
        return "heap " + change(process, Sample::liveMib) + ", resident " + change(process, Sample::residentMib)
                + (process.equals(witness) ? " (not killed after the first quarter)" : "");
    }

    private String change(String process, ToDoubleFunction<Sample> value) {
        return change(memory.median(process, 2, value), memory.median(process, 4, value));
    }

    private static String change(OptionalDouble before, OptionalDouble after) {
        return mib(before) + " then " + mib(after) + " MiB";
    }

    private static String mib(OptionalDouble value) {
        return value.isEmpty() ? "?" : String.format(Locale.ROOT, "%.0f", value.getAsDouble());
    }
}
