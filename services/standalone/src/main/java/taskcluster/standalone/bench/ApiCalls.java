package taskcluster.standalone.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.standalone.bench.HttpConnection.Reply;
import tools.jackson.databind.JsonNode;

/** The measured calls of the queue, through its API. */
final class ApiCalls {
    private static final String QUEUE = "/api/queue/v1";

    private final Server server;
    private final String taskQueueId;
    private final Queue<Claim> claims = new ConcurrentLinkedQueue<>();

    ApiCalls(Server server, String taskQueueId) {
        this.server = server;
        this.taskQueueId = taskQueueId;
    }

    /** A claimed run that is still to be reported. */
    private record Claim(String taskId, int runId, JsonNode credentials) {}

    /** A definition of the size that real tasks have, about 1.5 kB. */
    static String definition(String taskQueueId) {
        Instant now = Instant.now();
        return """
                {"taskQueueId":"%s","schedulerId":"bench","created":"%s","deadline":"%s","priority":"low",\
                "routes":["index.project.bench.latest"],"tags":{"kind":"build","platform":"linux64"},\
                "payload":{"maxRunTime":3600,"command":[["/bin/bash","-c","%s"]],"env":{"A":"1","B":"2"}},\
                "metadata":{"name":"bench","description":"A task of the benchmark","owner":"bench@example.com",\
                "source":"https://example.com/bench"},"extra":{"treeherder":{"symbol":"B","tier":1}}}""".formatted(
                        taskQueueId,
                        Json.timestamp(now),
                        Json.timestamp(now.plus(Duration.ofDays(1))),
                        "make build && make test; ".repeat(40));
    }

    Load.CallerFactory ping() {
        return () -> new ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                send("GET", QUEUE + "/ping", "");
                return true;
            }
        };
    }

    Load.CallerFactory createTask() {
        return () -> new ApiCaller(server) {
            private final String definition = definition(taskQueueId);

            @Override
            public boolean call() throws IOException {
                send("PUT", QUEUE + "/task/" + Slugid.nice(), definition);
                return true;
            }
        };
    }

    /** Creates so many tasks with one request, none of which depends on another. */
    Load.CallerFactory createTasks(int tasks) {
        return () -> new ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                createGroup(Slugid.nice(), tasks);
                return true;
            }
        };
    }

    /** Creates tasks of a group with one request; returns their IDs. */
    List<String> createGroup(String groupId, int tasks) throws IOException {
        List<String> taskIds =
                IntStream.range(0, tasks).mapToObj(_ -> Slugid.nice()).toList();
        String definition = inGroup(groupId);
        String body = taskIds.stream()
                .map(taskId -> entry(taskId, definition))
                .collect(Collectors.joining(",", "{\"tasks\":[", "]}"));
        try (HttpConnection connection = new HttpConnection(server.port())) {
            String path = QUEUE + "/tasks";
            String authorization = Signer.root(server).header("PUT", path);
            connection.send("PUT", path, authorization, body).requireOk();
        }
        return taskIds;
    }

    /** A definition of the task queue, in a group. */
    String inGroup(String groupId) {
        return definition(taskQueueId).replaceFirst("\\{", "{\"taskGroupId\":\"" + groupId + "\",");
    }

    /** An entry of the body of createTasks. */
    static String entry(String taskId, String definition) {
        return "{\"taskId\":\"" + taskId + "\",\"task\":" + definition + "}";
    }

    /** Asks for the status of one of the tasks, again and again. */
    Load.CallerFactory status(List<String> taskIds) {
        return () -> new ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                String taskId = taskIds.get(ThreadLocalRandom.current().nextInt(taskIds.size()));
                send("GET", QUEUE + "/task/" + taskId + "/status", "");
                return true;
            }
        };
    }

    /** Lists a group, a page of 1,000 a call, again and again. */
    Load.CallerFactory listTaskGroup(String groupId) {
        return () -> new ApiCaller(server) {
            private String token = "";

            @Override
            public boolean call() throws IOException {
                String path = QUEUE + "/task-group/" + groupId + "/list?limit=1000"
                        + (token.isEmpty() ? "" : "&continuationToken=" + token);
                token = Json.MAPPER
                        .readTree(send("GET", path, "").body())
                        .path("continuationToken")
                        .asString("");
                return true;
            }
        };
    }

    /** Whole tasks: claims one, creates an artifact of it and reports it completed, with the credentials of the claim. */
    Load.CallerFactory wholeTask() {
        return () -> new ApiCaller(server) {
            private final String artifact = "{\"storageType\":\"s3\",\"contentType\":\"text/plain\",\"expires\":\""
                    + Json.timestamp(Instant.now().plus(Duration.ofHours(20))) + "\"}";
            private final String body = "{\"workerGroup\":\"bench\",\"workerId\":\"w-"
                    + Thread.currentThread().threadId() + "\",\"tasks\":1}";

            @Override
            public boolean call() throws IOException {
                Reply reply = send("POST", QUEUE + "/claim-work/" + taskQueueId.replace("/", "%2F"), body);
                JsonNode claim =
                        Json.MAPPER.readTree(reply.body()).path("tasks").path(0);
                if (claim.isMissingNode()) {
                    return false;
                }
                Signer signer = Signer.of(claim.path("credentials"), server.port());
                String run = QUEUE + "/task/" + claim.at("/status/taskId").asString() + "/runs/"
                        + claim.path("runId").asInt();
                send(signer, "POST", run + "/artifacts/public/log.txt", artifact);
                send(signer, "POST", run + "/completed", "{}");
                return true;
            }
        };
    }

    /** Claims until the queue is empty. */
    Load.CallerFactory claimWork(int tasks) {
        return () -> new ApiCaller(server) {
            private final String body = "{\"workerGroup\":\"bench\",\"workerId\":\"w-"
                    + Thread.currentThread().threadId() + "\",\"tasks\":" + tasks + "}";
            private int left = tasks;

            @Override
            public boolean call() throws IOException {
                if (left == 0) {
                    return false;
                }
                Reply reply = send("POST", QUEUE + "/claim-work/" + taskQueueId.replace("/", "%2F"), body);
                JsonNode claimed = Json.MAPPER.readTree(reply.body()).path("tasks");
                for (JsonNode claim : claimed) {
                    claims.add(new Claim(
                            claim.at("/status/taskId").asString(),
                            claim.path("runId").asInt(),
                            claim.path("credentials")));
                }
                left = claimed.size();
                return left > 0;
            }
        };
    }

    /** Reports what was claimed, each with the credentials of its claim, until all is reported. */
    Load.CallerFactory reportCompleted() {
        return () -> new ApiCaller(server) {
            @Override
            public boolean call() throws IOException {
                Claim claim = claims.poll();
                if (claim == null) {
                    return false;
                }
                send(
                        Signer.of(claim.credentials(), server.port()),
                        "POST",
                        QUEUE + "/task/" + claim.taskId() + "/runs/" + claim.runId() + "/completed",
                        "{}");
                return true;
            }
        };
    }

    /** A connection with the root client's credentials. */
    abstract static class ApiCaller implements Load.Caller {
        private final HttpConnection connection;
        private final Signer signer;

        ApiCaller(Server server) throws IOException {
            connection = new HttpConnection(server.port());
            signer = Signer.root(server);
        }

        Reply send(String method, String path, String body) throws IOException {
            return send(signer, method, path, body);
        }

        Reply send(Signer as, String method, String path, String body) throws IOException {
            return connection.send(method, path, as.header(method, path), body).requireOk();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
