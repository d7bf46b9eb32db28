package taskcluster.standalone.bench;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import taskcluster.core.Slugid;

/** How long it takes from the start of createTask until a worker that was already waiting has the task in its hands. */
final class WakeUp {
    private static final String QUEUE = "/api/queue/v1";
    private static final int LONGEST_PAUSE_MS = 40;

    private WakeUp() {}

    static long[] nanos(Server server, int rounds) throws IOException, InterruptedException, ExecutionException {
        String taskQueueId = "bench/wake-up";
        long[] latencies = new long[rounds];
        try (ExecutorService worker = Executors.newSingleThreadExecutor();
                HttpConnection waiting = new HttpConnection(server.port());
                HttpConnection creating = new HttpConnection(server.port())) {
            Signer signer = Signer.root(server);
            Signer workersSigner = Signer.root(server);
            for (int i = 0; i < rounds; i++) {
                Future<Long> claimed = worker.submit(() -> claim(waiting, workersSigner));
                // Long enough that the request waits in the queue, and not always at the same phase of anything
                // periodic.
                TimeUnit.MILLISECONDS.sleep(20 + ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MS));
                String path = QUEUE + "/task/" + Slugid.nice();
                String definition = ApiCalls.definition(taskQueueId);
                long began = System.nanoTime();
                creating.send("PUT", path, signer.header("PUT", path), definition)
                        .requireOk();
                latencies[i] = claimed.get() - began;
            }
        }
        return latencies;
    }

    private static long claim(HttpConnection connection, Signer signer) throws IOException {
        String path = QUEUE + "/claim-work/bench%2Fwake-up";
        connection
                .send(
                        "POST",
                        path,
                        signer.header("POST", path),
                        "{\"workerGroup\":\"bench\",\"workerId\":\"waiting\",\"tasks\":1}")
                .requireOk();
        return System.nanoTime();
    }
}
