package taskcluster.standalone.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import taskcluster.core.Slugid;

/** How long it takes from the start of updateRole until somebody else, who asks all the time, is told of the new scope. */
final class RoleSeen {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private RoleSeen() {}

    /** The times in nanoseconds, ascending. */
    static long[] nanos(Server server, int rounds) throws IOException, InterruptedException, ExecutionException {
        long[] latencies = new long[rounds];
        try (ExecutorService others = Executors.newSingleThreadExecutor();
                HttpConnection asking = new HttpConnection(server.port());
                HttpConnection updating = new HttpConnection(server.port())) {
            Signer signer = Signer.root(server);
            Signer othersSigner = Signer.root(server);
            for (int i = 0; i < rounds; i++) {
                String scope = "seen:" + Slugid.nice();
                Future<Long> seen = others.submit(() -> seen(asking, othersSigner, scope));
                String path = ManyRoles.UPDATED_PATH;
                long began = System.nanoTime();
                updating.send("POST", path, signer.header("POST", path), ManyRoles.updated(scope))
                        .requireOk();
                latencies[i] = seen.get() - began;
            }
        }
        Arrays.sort(latencies);
        return latencies;
    }

    private static long seen(HttpConnection connection, Signer signer, String scope) throws IOException {
        String path = AuthCalls.AUTH + "/scopes/expand";
        String body = AuthCalls.expansion(ManyRoles.ASSUMED + "x");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            String told = connection
                    .send("POST", path, signer.header("POST", path), body)
                    .requireOk()
                    .body();
            if (told.contains(scope)) {
                return System.nanoTime();
            }
        }
        throw new IllegalStateException("the new scope did not show within " + LIMIT);
    }
}
