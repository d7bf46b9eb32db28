package taskcluster.standalone.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tc bench auth}: what authenticating a request costs, and what roles cost as there are more and more of them. */
@Command(
        name = "auth",
        mixinStandardHelpOptions = true,
        description =
                "Measures authenticateHawk beside ping, then expandScopes and updateRole with more and more roles that have"
                        + " nothing to do with what is asked.",
        sortOptions = false)
final class AuthBench implements Callable<Integer> {
    private static final int SEEN_ROUNDS = 100;
    private static final Duration SETTLING = Duration.ofSeconds(1);

    @Option(
            names = "--seconds",
            defaultValue = "7",
            description = "How long each phase lasts (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "Seconds of each kind of call before it counts (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--concurrency",
            defaultValue = "32",
            description = "Requests in flight; roles are updated one after the other (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--roles",
            split = ",",
            defaultValue = "1000,10000,100000",
            description = "How many roles there are, ascending (default: ${DEFAULT-VALUE}).")
    private List<Integer> roles = List.of();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        Bench.onOwnServer(this::measure);
        return 0;
    }

    /** What was measured with a number of roles. */
    private record AtSize(
            int roles, Measurement again, Measurement anew, Measurement update, double seenMs, double seenLateMs) {}

    private void measure(Server server) throws Exception {
        Load load = new Load(server);
        Duration phase = Duration.ofSeconds(seconds);
        ManyRoles manyRoles = new ManyRoles(server);
        manyRoles.prepare();
        AuthCalls calls = new AuthCalls(server);
        calls.prepare();
        out.printf(
                "%d processors, %d requests in flight, %d s a phase%n%n",
                Runtime.getRuntime().availableProcessors(), concurrency, seconds);
        warmUp(load, calls.authenticateTemporary(), concurrency);
        warmUp(load, calls.authenticatePermanent(), concurrency);
        Measurement ping = load.run("ping", concurrency, phase, new ApiCalls(server, "bench/ping").ping());
        out.println(Row.head("of ping"));
        Row.print(out, ping, null);
        Row.print(out, load.run("authenticateHawk permanent", concurrency, phase, calls.authenticatePermanent()), ping);
        Row.print(out, load.run("authenticateHawk temporary", concurrency, phase, calls.authenticateTemporary()), ping);

        List<AtSize> sizes = new ArrayList<>();
        manyRoles.raiseTo(roles.getFirst());
        warmUp(load, calls.expandAnew(), concurrency);
        warmUp(load, calls.updateRole(), 1);
        for (int size : roles) {
            manyRoles.raiseTo(size);
            sizes.add(measure(server, load, calls, size));
        }
        print(sizes);
    }

    /** Lets the virtual machine compile what it will run. */
    private void warmUp(Load load, Load.CallerFactory callers, int inFlight) throws Exception {
        load.run("warm-up", inFlight, Duration.ofSeconds(warmUp), callers);
    }

    private AtSize measure(Server server, Load load, AuthCalls calls, int size) throws Exception {
        Duration phase = Duration.ofSeconds(seconds);
        // The first calls after so many roles have come are about memory, not about expansion.
        load.run("warm-up", concurrency, SETTLING, calls.expandAnew());
        load.run("warm-up", 1, SETTLING, calls.updateRole());
        String suffix = " " + size + " roles";
        Measurement again = load.run("expandScopes," + suffix, concurrency, phase, calls.expandAgain());
        Measurement anew = load.run("  new scopes," + suffix, concurrency, phase, calls.expandAnew());
        Measurement update = load.run("updateRole," + suffix, 1, phase, calls.updateRole());
        long[] seen = RoleSeen.nanos(server, SEEN_ROUNDS);
        return new AtSize(size, again, anew, update, seen[seen.length / 2] / 1e6, seen[seen.length * 99 / 100] / 1e6);
    }

    private void print(List<AtSize> sizes) {
        AtSize first = sizes.getFirst();
        out.printf(
                "%nThe same scopes again and again, and scopes that were not asked before; updates one after the other%n");
        out.println(Row.head("time of " + first.roles));
        sizes.forEach(size -> printRow(size.again, first.again));
        sizes.forEach(size -> printRow(size.anew, first.anew));
        sizes.forEach(size -> printRow(size.update, first.update));
        out.printf("%nFrom the start of updateRole until expandScopes shows the change to somebody else%n");
        for (AtSize size : sizes) {
            out.printf(
                    Locale.ROOT,
                    "%7d roles: p50 %5.1f ms, p99 %5.1f ms %s%n",
                    size.roles,
                    size.seenMs,
                    size.seenLateMs,
                    times(size.seenMs / first.seenMs));
        }
    }

    /** With the time of a call as a multiple of what it was with the fewest roles. */
    private void printRow(Measurement measured, Measurement first) {
        Row.printWith(out, measured, times(first.perSecond() / measured.perSecond()));
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%8.2f x", ratio);
    }
}
