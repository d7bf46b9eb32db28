package taskcluster.scopes.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code tc bench scopes}: runs all benchmarks and prints a table of microseconds for scopes, and one for roles. */
public final class ScopesBench {
    private static final int BAD_USAGE = 2;
    private static final int WARM_UP = 3;
    private static final int MEASURED = 5;

    private ScopesBench() {}

    public static void main(String[] arguments) throws RunnerException {
        boolean quick = List.of(arguments).equals(List.of("--quick"));
        if (arguments.length > 0 && !quick) {
            System.err.println("usage: ./tc bench scopes [--quick]");
            System.exit(BAD_USAGE);
        }
        PrintStream out = System.out;
        out.println(
                "Microseconds a call, on one thread; " + (quick ? "about two minutes" : "about six minutes") + " ...");
        table(out, "scopes in a set", run(ScopeAlgebra.class, quick));
        table(out, "roles", run(RoleScale.class, quick));
    }

    private static Collection<RunResult> run(Class<?> benchmarks, boolean quick) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(quick ? 500 : 1000);
        return new Runner(new OptionsBuilder()
                        .include(benchmarks.getName() + "\\.")
                        .forks(1)
                        .jvmArgs("-Xmx1g", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
                        .warmupIterations(WARM_UP)
                        .warmupTime(time)
                        .measurementIterations(quick ? 1 : MEASURED)
                        .measurementTime(time)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
    }

    /** A row for each benchmark and a column for each value of its parameter. */
    private static void table(PrintStream out, String parameter, Collection<RunResult> results) {
        SortedMap<String, SortedMap<Integer, Double>> rows = new TreeMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String value = result.getParams()
                    .getParam(result.getParams().getParamsKeys().iterator().next());
            rows.computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), _ -> new TreeMap<>())
                    .put(Integer.valueOf(value), result.getPrimaryResult().getScore());
        }
        out.printf("%n%-24s", parameter);
        rows.values().iterator().next().keySet().forEach(value -> out.printf("%12d", value));
        out.println();
        rows.forEach((name, scores) -> {
            out.printf("%-24s", name);
            scores.values().forEach(score -> out.printf(Locale.ROOT, "%12.3f", score));
            out.println();
        });
    }
}
