package taskcluster.standalone.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import tools.jackson.databind.JsonNode;

/**
 * A graph that fans out from one task to many and in again to one, worked off by workers that do nothing but claim and report.
 *
 * @param createdMs how long the one request took that created it
 * @param fanOutMs from the reply to the report of the root to the reply with the first claim of a leaf
 * @param fanInMs from the reply to the last report of a leaf to the reply with the claim of the join
 * @param totalMs from the first claim of the root to the reply to the report of the join
 */
record FanGraph(double createdMs, double fanOutMs, double fanInMs, double totalMs) {
    private static final String QUEUE = "/api/queue/v1";
    private static final String TASK_QUEUE = "bench/fan";

    /** When a task was claimed and reported, in the nanoseconds of this process. */
    private record Times(long claimed, long reported) {}

    /** Creates such a graph and works it off. */
    static FanGraph run(Server server, int leaves, int workers)
            throws IOException, InterruptedException, ExecutionException {
        String root = Slugid.nice();
        String join = Slugid.nice();
        List<String> leafIds =
                IntStream.range(0, leaves).mapToObj(_ -> Slugid.nice()).toList();
        ConcurrentHashMap<String, Times> times = new ConcurrentHashMap<>();
        double createdMs;
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            List<Future<Void>> ends = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < workers; i++) {
                String workerId = "fan-" + i;
                ends.add(threads.submit(() -> work(server, workerId, times, leaves + 2)));
            }
            long began = System.nanoTime();
            create(server, root, leafIds, join);
            createdMs = (System.nanoTime() - began) / 1e6;
            for (Future<Void> end : ends) {
                end.get();
            }
        }
        Times rootTimes = of(times, root);
        Times joinTimes = of(times, join);
        long firstLeaf =
                leafIds.stream().mapToLong(id -> of(times, id).claimed()).min().orElseThrow();
        long lastLeaf =
                leafIds.stream().mapToLong(id -> of(times, id).reported()).max().orElseThrow();
        return new FanGraph(
                createdMs,
                (firstLeaf - rootTimes.reported()) / 1e6,
                (joinTimes.claimed() - lastLeaf) / 1e6,
                (joinTimes.reported() - rootTimes.claimed()) / 1e6);
    }

    private static Times of(ConcurrentHashMap<String, Times> times, String taskId) {
        return Objects.requireNonNull(times.get(taskId), "every task has been done");
    }

    private static void create(Server server, String root, List<String> leafIds, String join) throws IOException {
        String groupId = Slugid.nice();
        String definition = new ApiCalls(server, TASK_QUEUE).inGroup(groupId);
        StringBuilder body = new StringBuilder("{\"tasks\":[").append(ApiCalls.entry(root, definition));
        String afterRoot = dependingOn(List.of(root), definition);
        leafIds.forEach(id -> body.append(',').append(ApiCalls.entry(id, afterRoot)));
        body.append(',').append(ApiCalls.entry(join, dependingOn(leafIds, definition)));
        try (HttpConnection connection = new HttpConnection(server.port())) {
            String path = QUEUE + "/tasks";
            String authorization = Signer.root(server).header("PUT", path);
            connection
                    .send("PUT", path, authorization, body.append("]}").toString())
                    .requireOk();
        }
    }

    /** A definition with dependencies. */
    static String dependingOn(List<String> taskIds, String definition) {
        return "{\"dependencies\":[\"" + String.join("\",\"", taskIds) + "\"]," + definition.substring(1);
    }

    /** Claims and reports until all tasks of the graph are done. */
    private static Void work(Server server, String workerId, ConcurrentHashMap<String, Times> times, int tasks)
            throws IOException {
        String path = QUEUE + "/claim-work/" + TASK_QUEUE.replace("/", "%2F");
        String body = "{\"workerGroup\":\"bench\",\"workerId\":\"" + workerId + "\",\"tasks\":1}";
        try (HttpConnection connection = new HttpConnection(server.port())) {
            Signer root = Signer.root(server);
            while (times.size() < tasks) {
                String reply = connection
                        .send("POST", path, root.header("POST", path), body)
                        .requireOk()
                        .body();
                long claimed = System.nanoTime();
                for (JsonNode claim : Json.MAPPER.readTree(reply).path("tasks")) {
                    String taskId = claim.at("/status/taskId").asString();
                    String report = QUEUE + "/task/" + taskId + "/runs/"
                            + claim.path("runId").asInt() + "/completed";
                    Signer signer = Signer.of(claim.path("credentials"), server.port());
                    connection
                            .send("POST", report, signer.header("POST", report), "{}")
                            .requireOk();
                    times.put(taskId, new Times(claimed, System.nanoTime()));
                }
            }
        }
        return null;
    }
}
