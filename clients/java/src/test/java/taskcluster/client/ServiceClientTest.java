package taskcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.client.ScriptedServer.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ServiceClientTest {
    private static final String TASK_ID = "fN1SbArXTPSVFNUvaOlinQ";

    private final ScriptedServer server = new ScriptedServer();
    private final Queue queue = new Queue(options().build());

    @AfterEach
    void close() {
        server.close();
    }

    private ClientOptions.Builder options() {
        return ClientOptions.builder(server.url()).delayFactor(Duration.ofMillis(1));
    }

    @Test
    @DisplayName("platform-46: five server errors, then success, are a success")
    void fiveServerErrorsThenSuccessIsSuccess() {
        IntStream.range(0, 5).forEach(i -> server.error(500, "InternalServerError", "oops"));
        server.json(200, "{\"status\": {\"state\": \"pending\"}}");

        ObjectNode reply = queue.status(TASK_ID);

        assertThat(reply.path("status").path("state").asString()).isEqualTo("pending");
        assertThat(server.requests()).hasSize(6).allSatisfy(request -> {
            assertThat(request.verb()).isEqualTo("GET");
            assertThat(request.resource()).isEqualTo("/api/queue/v1/task/" + TASK_ID + "/status");
        });
    }

    @Test
    @DisplayName("platform-46: six server errors are the server's error")
    void sixServerErrorsAreTheServersError() {
        IntStream.range(0, 6).forEach(i -> server.error(500, "InternalServerError", "oops " + i));

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> queue.status(TASK_ID))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("InternalServerError");
                    assertThat(e.statusCode()).isEqualTo(500);
                    assertThat(e.body().has("requestInfo")).isTrue();
                })
                .withMessage("oops 5");
        assertThat(server.requests()).hasSize(6);
    }

    @Test
    @DisplayName("platform-47: refusals are not retried, not even a 429")
    void refusalsAreNotRetriedNotEvenTooManyRequests() {
        for (int status : List.of(400, 401, 403, 404, 409, 410, 413, 424, 429)) {
            int before = server.requests().size();
            server.error(status, "SomeCode", "no");
            assertThatExceptionOfType(ApiCallException.class)
                    .isThrownBy(() -> queue.status(TASK_ID))
                    .satisfies(e -> assertThat(e.statusCode()).isEqualTo(status))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("SomeCode"));
            assertThat(server.requests()).hasSize(before + 1);
        }
    }

    @Test
    void aClosedConnectionIsRetried() {
        server.reset().reset().json(200, "{}");

        assertThat(queue.createTask(TASK_ID, Map.of("a", 1)).isEmpty()).isTrue();
        assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aServerThatIsNotThereIsAConnectionFailure() {
        String url = server.url();
        server.close();
        Queue nobody = new Queue(ClientOptions.builder(url)
                .retries(1)
                .delayFactor(Duration.ofMillis(1))
                .build());

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> nobody.status(TASK_ID))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.CONNECTION_FAILED))
                .satisfies(e -> assertThat(e.statusCode()).isZero())
                .withMessageContaining("queue.status")
                .withMessageContaining("tried 2 times");
    }

    @Test
    void anAnswerCutShortIsRetried() {
        server.then(exchange -> {
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"status\"".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
        server.json(200, "{\"status\": 1}");

        assertThat(queue.status(TASK_ID).path("status").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("platform-47: a server that hangs is asked again")
    void aHangingServerIsAbandonedAndAskedAgain() {
        server.hang().json(200, "{}");
        Queue impatient = new Queue(options().timeout(Duration.ofMillis(100)).build());

        assertThat(impatient.status(TASK_ID).isEmpty()).isTrue();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    @DisplayName("platform-47: a server that always hangs is an aborted connection")
    void aServerThatAlwaysHangsIsAnAbortedConnection() {
        server.hang().hang();
        Queue impatient =
                new Queue(options().timeout(Duration.ofMillis(50)).retries(1).build());

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> impatient.status(TASK_ID))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.CONNECTION_ABORTED))
                .withMessageContaining("no answer within 0.05 s");
    }

    @Test
    void anAnswerThatStopsHalfWayIsTimedOutToo() {
        server.then(exchange -> {
                    exchange.getResponseHeaders().set("content-type", "application/json");
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                })
                .json(200, "{}");
        Queue impatient = new Queue(options().timeout(Duration.ofMillis(200)).build());

        assertThat(impatient.status(TASK_ID).isEmpty()).isTrue();
    }

    @Test
    void claimWorkMayTakeLongerThanOtherCalls() throws Exception {
        CountDownLatch hasWork = new CountDownLatch(1);
        server.then(exchange -> {
            try {
                hasWork.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
        });
        server.hang();
        Queue impatient =
                new Queue(options().timeout(Duration.ofMillis(100)).retries(0).build());
        CompletableFuture<ObjectNode> claim =
                CompletableFuture.supplyAsync(() -> impatient.claimWork("p/w", Map.of("tasks", 1)));
        while (server.requests().isEmpty()) {
            Thread.onSpinWait();
        }

        assertThatExceptionOfType(ApiCallException.class).isThrownBy(() -> impatient.status(TASK_ID));
        hasWork.countDown();

        assertThat(claim.get().isEmpty()).isTrue();
        assertThat(server.requests().getFirst().resource()).isEqualTo("/api/queue/v1/claim-work/p%2Fw");
    }

    @Test
    void interruptingTheCallerEndsTheCall() throws Exception {
        server.hang();
        CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
        CompletableFuture<ApiCallException> failure = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                queue.status(TASK_ID);
            } catch (ApiCallException e) {
                wasInterrupted.complete(Thread.currentThread().isInterrupted());
                failure.complete(e);
            }
        });
        while (server.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();

        assertThat(failure.get().code()).isEqualTo(ApiCallException.INTERRUPTED);
        assertThat(wasInterrupted.get()).isTrue();
    }

    @Test
    @DisplayName("platform-49: HTML is no reply, but no crash either")
    void htmlIsNoReplyButNoCrashEither() {
        server.reply(200, "text/html", "<html>log in</html>");
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> queue.status(TASK_ID))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.INVALID_REPLY))
                .withMessageContaining("is " + server.url() + " a Taskcluster deployment?");

        server.reply(200, "text/html", "<html>fine</html>");
        assertThat(queue.ping().isMissingNode()).isTrue();

        server.reply(502, "text/html", "<html>bad gateway</html>");
        Queue once = new Queue(options().retries(0).build());
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> once.status(TASK_ID))
                .withMessage("Internal Server Error")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCallException.UNKNOWN_ERROR))
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(502))
                .satisfies(e -> assertThat(e.body().asString()).contains("bad gateway"));
    }

    @Test
    void errorsWithoutMessageGetOne() {
        server.reply(401, "text/plain", "")
                .reply(404, "application/json", "{not json")
                .reply(302, "text/html", "", "location", "/x");

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> queue.status(TASK_ID))
                .withMessage("Authentication Error");
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> queue.status(TASK_ID))
                .withMessage("Unknown Server Error");
        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> queue.status(TASK_ID))
                .withMessage("Unexpected Redirect");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void theReplyOfARedirectIsItsBody() {
        server.reply(303, "application/json", "{\"url\": \"http://elsewhere/x\"}", "location", "http://elsewhere/x");

        assertThat(queue.getLatestArtifact(TASK_ID, "public/a b").path("url").asString())
                .isEqualTo("http://elsewhere/x");
        assertThat(server.requests().getFirst().resource())
                .isEqualTo("/api/queue/v1/task/" + TASK_ID + "/artifacts/public%2Fa%20b");
    }

    @Test
    void nothingIsAFineReplyOfAMethodWithoutReply() {
        server.reply(204, "text/plain", "");
        Auth auth = new Auth(options().build());

        auth.deleteClient("project/a/b~c (d)'*!");

        Request request = server.requests().getFirst();
        assertThat(request.verb()).isEqualTo("DELETE");
        assertThat(request.resource()).isEqualTo("/api/auth/v1/clients/project%2Fa%2Fb~c%20(d)'*!");
    }

    @Test
    void aListMayBeAnArray() {
        server.json(200, "[{\"roleId\": \"a\"}]");

        assertThat(new Auth(options().build()).listRoles().get(0).path("roleId").asString())
                .isEqualTo("a");
    }

    @Test
    void payloadsAreJsonWithInstantsInMilliseconds() {
        server.json(200, "{}");

        queue.createTask(TASK_ID, Map.of("created", Instant.parse("2026-01-02T03:04:05Z")));

        Request request = server.requests().getFirst();
        assertThat(request.text()).isEqualTo("{\"created\":\"2026-01-02T03:04:05.000Z\"}");
        assertThat(request.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void callsAreUnsignedWithoutCredentials() {
        server.json(200, "{}");

        queue.status(TASK_ID);

        assertThat(server.requests().getFirst().header("authorization")).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> queue.statusSignedUrl(TASK_ID, ClientOptions.SIGNED_URL_LIFE))
                .withMessageContaining("needs credentials");
    }

    @Test
    @DisplayName("platform-22: each attempt is signed anew and carries the trace id")
    void eachAttemptIsSignedAnewWithTheCredentialsOfTheMoment() {
        AtomicReference<Credentials> current = new AtomicReference<>(new Credentials("first", "secret"));
        server.then(exchange -> {
                    current.set(new Credentials("second", "secret"));
                    exchange.sendResponseHeaders(500, -1);
                })
                .json(200, "{}");
        Queue signed = new Queue(options()
                .credentials(current::get)
                .traceId("T")
                .header("x-more", "1")
                .build());

        signed.createTask(TASK_ID, Map.of());

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0).header("authorization")).contains("id=\"first\"", "hash=");
        assertThat(server.requests().get(1).header("authorization")).contains("id=\"second\"");
        assertThat(nonce(server.requests().get(0)))
                .isNotEqualTo(nonce(server.requests().get(1)));
        assertThat(server.requests().get(0).header("x-taskcluster-trace-id")).isEqualTo("T");
        assertThat(server.requests().get(1).header("x-more")).isEqualTo("1");
    }

    private static String nonce(Request request) {
        return request.header("authorization").replaceFirst(".*nonce=\"([^\"]*)\".*", "$1");
    }

    @Test
    void theSignatureIsOverTheRequestAsSent() {
        server.json(200, "{}");
        Instant now = Instant.ofEpochSecond(1_700_000_000);
        Credentials credentials = new Credentials("me", "secret");
        Queue signed = new Queue(options()
                .credentials(credentials)
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .build());

        signed.listTaskGroup("a/b", Map.of("limit", "5"));

        Request request = server.requests().getFirst();
        assertThat(request.resource()).isEqualTo("/api/queue/v1/task-group/a%2Fb/list?limit=5");
        assertThat(request.header("authorization"))
                .isEqualTo(new HawkSignature(credentials, "")
                        .header("GET", URI.create(server.url() + request.resource()), null, now, nonce(request)));
    }

    @Test
    @DisplayName("platform-48: wrong arguments fail before any request")
    void wrongArgumentsFailBeforeAnyRequest() {
        String nothing = Map.<String, String>of().get("absent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.status(nothing))
                .withMessage("status: taskId is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.listArtifacts(TASK_ID, "0", Map.of("limits", "1")))
                .withMessageContaining("[continuationToken, limit]");
        ApiMethod method = new ApiMethod("m", "POST", "/a/<b>", Set.of(), ApiMethod.Payload.JSON, ApiMethod.Reply.ANY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> method.at("x", "y"))
                .withMessage("m takes 1 path arguments (b), not 2");
        ServiceClient service = new ServiceClient(options().build(), "s", "v1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> service.call(method.at("x"), Map.of(), null))
                .withMessage("s.m needs a payload");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void pagesAreFetchedOneByOneUntilThereIsNoToken() {
        server.json(200, "{\"tasks\": [1, 2], \"continuationToken\": \"t1\"}")
                .json(200, "{\"tasks\": [], \"continuationToken\": \"t2\"}")
                .json(200, "{\"tasks\": [3]}");

        List<Integer> tasks = queue.listTaskGroupStream("g", Map.of("limit", "2"))
                .map(JsonNode::asInt)
                .toList();

        assertThat(tasks).containsExactly(1, 2, 3);
        assertThat(server.requests().getFirst().resource()).endsWith("/list?limit=2");
        assertThat(server.requests().get(1).resource()).contains("limit=2").contains("continuationToken=t1");
        assertThat(server.requests().get(2).resource()).contains("continuationToken=t2");
    }

    @Test
    void onlyThePagesThatAreReadAreFetched() {
        server.json(200, "{\"tasks\": [1, 2], \"continuationToken\": \"t1\"}");

        assertThat(queue.listTaskGroupPages("g", Map.of()).findFirst()).isPresent();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aListThatNeverEndsIsAnError() {
        server.json(200, "{\"tasks\": [1], \"continuationToken\": \"t\"}")
                .json(200, "{\"tasks\": [1], \"continuationToken\": \"t\"}");

        assertThatExceptionOfType(ApiCallException.class)
                .isThrownBy(() -> queue.listTaskGroupPages("g", Map.of()).toList())
                .withMessageContaining("never ends");
    }

    @Test
    @DisplayName("platform-50: slashes after the root URL do not matter")
    void slashesAfterTheRootUrlDoNotMatter() {
        Queue slashed = new Queue(ClientOptions.builder(server.url() + "//").build());

        assertThat(slashed.taskUrl(TASK_ID)).isEqualTo(queue.taskUrl(TASK_ID));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientOptions.builder("tc.example.com").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientOptions.builder("https://a/b").build());
    }

    @Test
    void manyThreadsMayShareAClient() throws ExecutionException, InterruptedException {
        IntStream.range(0, 50).forEach(i -> server.json(200, "{}"));
        List<CompletableFuture<Void>> calls = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.runAsync(() -> queue.status(TASK_ID)))
                .toList();

        for (CompletableFuture<Void> call : calls) {
            call.get();
        }
        assertThat(server.requests()).hasSize(50);
    }
}
