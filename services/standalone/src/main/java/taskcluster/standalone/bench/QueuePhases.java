package taskcluster.standalone.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import taskcluster.core.Slugid;

/** What is measured of the queue, step by step; each call of the API beside the same stored functions called straight. */
final class QueuePhases {
    private static final int WAKE_UP_ROUNDS = 200;
    private static final int BATCH = 1000;
    private static final int GROUP = 10_000;
    private static final int LEAVES = 1000;
    private static final int FAN_WORKERS = 32;
    /** Of the load itself to the database, which has others to serve. */
    private static final int MAX_CONNECTIONS = 40;
    /** More whole tasks than can be done in a second: by one worker, and by many. */
    private static final int WHOLE_TASKS_OF_ONE = 500;

    private static final int WHOLE_TASKS_A_SECOND = 1500;

    private final Server server;
    private final Load load;
    private final PrintStream out;
    private final Duration phase;

    QueuePhases(Server server, PrintStream out, Duration phase) {
        this.server = server;
        this.load = new Load(server);
        this.out = out;
        this.phase = phase;
    }

    /** Lets the virtual machine compile what it will run, then empties the queues that this filled. */
    void warmUp(int concurrency, Duration each) throws Exception {
        ApiCalls api = new ApiCalls(server, "bench/warm-up");
        load.run("warm-up", concurrency, each, api.createTask());
        load.run("warm-up", concurrency, each, api.claimWork(1));
        load.run("warm-up", concurrency, each, api.reportCompleted());
        load.run("warm-up", 2, each.dividedBy(2), api.createTasks(BATCH));
        load.run("warm-up", concurrency, each.dividedBy(2), api.wholeTask());
    }

    /** The three calls of the main job, each on what the one before left. */
    void mainJob(int concurrency) throws Exception {
        DirectCalls direct = new DirectCalls(server, "bench/direct");
        direct.createCommitTable();
        ApiCalls api = new ApiCalls(server, "bench/api");
        for (int inFlight : new int[] {1, 8, 64}) {
            compare("createTask", inFlight, api.createTask(), direct.createTask());
        }
        compare("claimWork", concurrency, api.claimWork(1), direct.claimWork());
        compare("reportCompleted", concurrency, api.reportCompleted(), direct.reportCompleted());
        Row.print(out, load.run("single-row commits", concurrency, phase, direct.commit()), null);
        Row.print(out, load.run("ping", concurrency, phase, api.ping()), null);
    }

    /** Reads of a group of ten thousand tasks, which many requests for a thousand have made. */
    void reads(int concurrency) throws Exception {
        ApiCalls api = new ApiCalls(server, "bench/reads");
        DirectCalls direct = new DirectCalls(server, "bench/reads");
        String groupId = Slugid.nice();
        List<String> taskIds = new ArrayList<>();
        for (int created = 0; created < GROUP; created += BATCH) {
            taskIds.addAll(api.createGroup(groupId, BATCH));
        }
        compare("status", concurrency, api.status(taskIds), direct.status(taskIds));
        compare("listTaskGroup, 1000", 2, api.listTaskGroup(groupId), direct.listTaskGroup(groupId));
    }

    void createTasks() throws Exception {
        ApiCalls api = new ApiCalls(server, "bench/many");
        DirectCalls direct = new DirectCalls(server, "bench/many-direct");
        for (int inFlight : new int[] {1, 2}) {
            Measurement created =
                    compare("createTasks, 1000", inFlight, api.createTasks(BATCH), direct.createTasks(BATCH));
            out.printf(
                    Locale.ROOT,
                    "  a task of it: %.0f/s, %.3f CPU ms%n",
                    created.perSecond() * BATCH,
                    created.cpuMsPerCall() / BATCH);
        }
    }

    /** Claim, artifact and report, by so many workers that take a task each. */
    void wholeTasks() throws Exception {
        for (int workers : new int[] {1, 32, 256}) {
            String directQueue = "bench/whole-direct-" + workers;
            ApiCalls api = new ApiCalls(server, "bench/whole-" + workers);
            ApiCalls forDirect = new ApiCalls(server, directQueue);
            DirectCalls direct = new DirectCalls(server, directQueue);
            long tasks = Math.min(WHOLE_TASKS_A_SECOND, workers * WHOLE_TASKS_OF_ONE) * phase.toSeconds();
            for (long created = 0; created < tasks; created += BATCH) {
                api.createGroup(Slugid.nice(), BATCH);
                forDirect.createGroup(Slugid.nice(), BATCH);
            }
            compare("whole task", workers, api.wholeTask(), direct.wholeTask());
        }
    }

    void wakeUp() throws Exception {
        long[] nanos = WakeUp.nanos(server, WAKE_UP_ROUNDS);
        Arrays.sort(nanos);
        out.printf(
                Locale.ROOT,
                "createTask to the reply of a claimWork that was waiting: p50 %.1f ms, p99 %.1f ms%n",
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6);
    }

    void fanGraph() throws Exception {
        for (int round = 0; round < 3; round++) {
            FanGraph graph = FanGraph.run(server, LEAVES, FAN_WORKERS);
            out.printf(
                    Locale.ROOT,
                    "graph 1 -> %d -> 1, %d workers: %.2f s in all; created in %.0f ms, root reported to first leaf claimed"
                            + " %.0f ms, last leaf reported to join claimed %.0f ms%n",
                    LEAVES,
                    FAN_WORKERS,
                    graph.totalMs() / 1e3,
                    graph.createdMs(),
                    graph.fanOutMs(),
                    graph.fanInMs());
        }
    }

    /** Measures a call through the API and straight, prints both, and returns the first. */
    private Measurement compare(String name, int concurrency, Load.CallerFactory api, Load.CallerFactory direct)
            throws IOException, SQLException, InterruptedException {
        Measurement ceiling = load.run("  straight", Math.min(concurrency, MAX_CONNECTIONS), phase, direct);
        Measurement measured = load.run(name + " x" + concurrency, concurrency, phase, api);
        Row.print(out, measured, ceiling);
        Row.print(out, ceiling, null);
        return measured;
    }
}
