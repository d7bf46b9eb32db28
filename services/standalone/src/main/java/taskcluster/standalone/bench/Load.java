package taskcluster.standalone.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Repeats a call from several threads and measures what it takes. */
final class Load {
    /** Calls that one thread makes, with a connection of its own. */
    interface Caller extends AutoCloseable {
        /** Makes one call; false when there is nothing left to do. */
        boolean call() throws Exception;

        @Override
        void close() throws IOException, SQLException;
    }

    /** Makes the caller of a thread. */
    interface CallerFactory {
        Caller open() throws Exception;
    }

    private final Server server;

    Load(Server server) {
        this.server = server;
    }

    /**
     * Runs the calls for so long, or until every caller has run out of work, and measures them. What they have the server do
     * afterwards counts too.
     */
    Measurement run(String name, int concurrency, Duration limit, CallerFactory callers)
            throws IOException, SQLException, InterruptedException {
        server.awaitQuiet();
        double jvmBefore = server.jvmCpuMs();
        double postgresBefore = server.postgresCpuMs();
        double generatorBefore = CpuTime.ownMs(ProcessHandle.current().pid());
        double transactionsBefore = server.transactions();
        long began = System.nanoTime();
        long[] latencies = runThreads(concurrency, began + limit.toNanos(), callers);
        double seconds = (System.nanoTime() - began) / 1e9;
        double generator = CpuTime.ownMs(ProcessHandle.current().pid()) - generatorBefore;
        server.awaitQuiet();
        double jvm = server.jvmCpuMs() - jvmBefore;
        double postgres = server.postgresCpuMs() - postgresBefore;
        return new Measurement(
                name,
                concurrency,
                latencies.length,
                seconds,
                latencies,
                jvm,
                postgres,
                generator,
                server.transactions() - transactionsBefore);
    }

    private static long[] runThreads(int concurrency, long deadline, CallerFactory callers)
            throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(concurrency)) {
            List<Future<long[]>> results = new ArrayList<>();
            for (int i = 0; i < concurrency; i++) {
                results.add(threads.submit(() -> repeat(deadline, callers)));
            }
            long[] all = new long[0];
            for (Future<long[]> result : results) {
                long[] some = result.get();
                int length = all.length;
                all = Arrays.copyOf(all, length + some.length);
                System.arraycopy(some, 0, all, length, some.length);
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call failed: " + e.getCause(), e);
        }
    }

    private static long[] repeat(long deadline, CallerFactory callers) throws Exception {
        long[] latencies = new long[1024];
        int calls = 0;
        try (Caller caller = callers.open()) {
            long before = System.nanoTime();
            while (before < deadline && caller.call()) {
                long after = System.nanoTime();
                if (calls == latencies.length) {
                    latencies = Arrays.copyOf(latencies, 2 * calls);
                }
                latencies[calls++] = after - before;
                before = after;
            }
        }
        return Arrays.copyOf(latencies, calls);
    }
}
