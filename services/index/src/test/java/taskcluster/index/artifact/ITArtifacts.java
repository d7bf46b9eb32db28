package taskcluster.index.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.core.Slugid;
import taskcluster.index.IndexFixture;
import taskcluster.testing.FakeAuthenticator;
import taskcluster.testing.MutableClock;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;

/** From a path to an artifact of its task. */
class ITArtifacts {
    private static final String PUBLIC = "task/a.b/artifacts/public/x.txt";
    private static final String PRIVATE = "task/a.b/artifacts/private/x.txt";

    private final FakeAuthenticator authenticator = new FakeAuthenticator(new MutableClock(IndexFixture.START));
    private final AtomicBoolean authIsAway = new AtomicBoolean();
    private final AtomicInteger questions = new AtomicInteger();
    private final String taskId = Slugid.nice();
    private IndexFixture index;
    private TestClient reader;

    @BeforeEach
    void start() {
        authenticator
                .client("static/taskcluster/index", "queue:get-task:*", "queue:get-artifact:*")
                .client("reader", "queue:get-artifact:*")
                .client("inserter", "index:insert-task:*")
                .anonymous("queue:get-artifact:public/*");
        Authenticator counted = request -> {
            if (request.resource().equals("/")) {
                questions.incrementAndGet();
                if (authIsAway.get()) {
                    throw new IllegalStateException("auth is away");
                }
            }
            return authenticator.authenticate(request);
        };
        index = IndexFixture.start(builder -> builder.bean(Authenticator.class, counted));
        index.anonymous()
                .as("inserter")
                .put("task/a.b", IndexFixture.entry(taskId, 0, IndexFixture.LATER))
                .ok();
        reader = index.anonymous().as("reader");
    }

    @AfterEach
    void stop() {
        index.close();
    }

    private String redirect(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(303);
        assertThat(response.body().path("url").asString()).isEqualTo(response.header("location"));
        return response.header("location");
    }

    private String queueUrl(String name) {
        return index.service().rootUrl().url() + "/api/queue/v1/task/" + taskId + "/artifacts/"
                + name.replace("/", "%2F");
    }

    private Response follow(String url) {
        return index.service()
                .anonymous()
                .get(URI.create(url).getRawPath() + "?" + URI.create(url).getRawQuery());
    }

    @Test
    @DisplayName("index-17: a public artifact is where the queue says that its content is")
    void publicArtifactsLeadToTheirContent() {
        index.queue().putContent("public/x.txt", Map.of("storageType", "s3", "url", "https://s3.example.com/x?y=1"));
        assertThat(redirect(index.anonymous().get(PUBLIC))).isEqualTo("https://s3.example.com/x?y=1");
        assertThat(redirect(reader.get(PUBLIC))).isEqualTo("https://s3.example.com/x?y=1");
        index.queue().putContent("public/x.txt", Map.of("storageType", "error", "reason", "file-missing-on-worker"));
        assertThat(redirect(reader.get(PUBLIC))).isEqualTo(queueUrl("public/x.txt"));
    }

    @Test
    @DisplayName("index-18: any other artifact is at a signed URL of the queue, for 15 minutes")
    void otherArtifactsLeadToASignedUrl() {
        Response refused = index.anonymous().get(PRIVATE);
        assertThat(refused.code()).isEqualTo("InsufficientScopes");
        String url = redirect(reader.get(PRIVATE));
        assertThat(url).startsWith(queueUrl("private/x.txt") + "?bewit=");
        assertThat(follow(url).ok().path("artifact").asString()).isEqualTo("private/x.txt");
        assertThat(follow(url).ok().path("task").asString()).isEqualTo(taskId);
        assertThat(index.queue().callers()).containsOnly("static/taskcluster/index");
    }

    @Test
    void aSignedUrlEndsAfter15Minutes() {
        String url = redirect(reader.get(PRIVATE));
        index.clock().advance(Duration.ofMinutes(15).plusSeconds(1));
        FakeAuthenticator later =
                new FakeAuthenticator(index.clock()).client("static/taskcluster/index", "queue:get-artifact:*");
        URI uri = URI.create(url);
        assertThat(later.authenticate(new HawkRequest(
                        "get", uri.getRawPath() + "?" + uri.getRawQuery(), uri.getHost(), uri.getPort(), null, null)))
                .hasToString("Failure[message=Unauthorized: Access expired]");
    }

    @Test
    @DisplayName("index-19: while auth does not say what is public, nothing is")
    void withoutAuthNothingIsPublic() {
        authIsAway.set(true);
        assertThat(redirect(reader.get(PUBLIC))).startsWith(queueUrl("public/x.txt") + "?bewit=");
        authIsAway.set(false);
        assertThat(redirect(reader.get(PUBLIC))).isEqualTo(queueUrl("public/x.txt"));
    }

    @Test
    @DisplayName("index-20: if the queue does not say where a public artifact is, it will say so itself")
    void whatTheQueueDoesNotKnowIsForItToSay() {
        assertThat(redirect(index.anonymous().get(PUBLIC))).isEqualTo(queueUrl("public/x.txt"));
        index.queue().setAway(true);
        assertThat(redirect(index.anonymous().get(PUBLIC))).isEqualTo(queueUrl("public/x.txt"));
    }

    @Test
    void whatEverybodyMayDoIsAskedEveryFiveMinutes() {
        redirect(reader.get(PUBLIC));
        index.clock().advance(Duration.ofMinutes(5).minusSeconds(1));
        redirect(reader.get(PUBLIC));
        assertThat(questions).hasValue(1);
        authenticator.anonymous();
        index.clock().advance(Duration.ofSeconds(1));
        assertThat(redirect(reader.get(PUBLIC))).contains("bewit");
        assertThat(questions).hasValue(2);
    }

    @Test
    void namesAreKeptAsTheyAre() {
        assertThat(reader.get("task/a.b/artifacts/private/%C3%A4").status()).isEqualTo(400);
        String url = redirect(reader.get("task/a.b/artifacts/private/a%20b%3Fc%23d%25"));
        assertThat(follow(url).ok().path("artifact").asString()).isEqualTo("private/a b?c#d%");
        assertThat(reader.get("task/no.such/artifacts/public/x").code()).isEqualTo("ResourceNotFound");
        assertThat(reader.get("task/a.b/artifacts/").status()).isEqualTo(400);
    }
}
