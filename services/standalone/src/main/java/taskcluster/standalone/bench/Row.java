package taskcluster.standalone.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line of the benchmark's table. */
final class Row {
    static final String HEAD = head("of direct");

    private Row() {}

    /** The line above, the last column having this name. */
    static String head(String last) {
        return "%-26s %9s %8s %8s %24s %12s %12s"
                .formatted("call", "calls/s", "p50 ms", "p99 ms", "CPU ms/call (JVM+PG+gen)", "transactions", last);
    }

    /** Prints a measurement, with its rate as a share of the rate of its ceiling if it has one. */
    static void print(PrintStream out, Measurement measured, @Nullable Measurement ceiling) {
        printWith(
                out,
                measured,
                ceiling == null ? "" : "%.0f %%".formatted(100 * measured.perSecond() / ceiling.perSecond()));
    }

    /** Prints a measurement, and something else in the last column. */
    static void printWith(PrintStream out, Measurement measured, String last) {
        out.printf(
                Locale.ROOT,
                "%-26s %9.0f %8.1f %8.1f %6.2f (%4.2f+%4.2f+%4.2f) %12.2f %12s%n",
                measured.name(),
                measured.perSecond(),
                measured.percentileMs(0.5),
                measured.percentileMs(0.99),
                measured.cpuMsPerCall(),
                measured.jvmCpuMs() / measured.calls(),
                measured.postgresCpuMs() / measured.calls(),
                measured.generatorCpuMs() / measured.calls(),
                measured.transactions() / measured.calls(),
                last);
    }
}
