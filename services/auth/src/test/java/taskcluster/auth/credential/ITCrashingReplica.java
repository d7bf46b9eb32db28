package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.auth.AuthFixture.FAR;
import static taskcluster.auth.AuthFixture.clientBody;
import static taskcluster.auth.AuthFixture.expect;
import static taskcluster.auth.AuthFixture.roleBody;
import static taskcluster.auth.credential.AskingService.header;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import taskcluster.auth.AuthFixture;
import taskcluster.auth.AuthProcess;
import taskcluster.auth.Timeline;
import taskcluster.testing.Await;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/**
 * Three processes on one database, one of which is killed and started again and again, while clients and roles change by way
 * of all three and all three are asked who made requests. No answer may be one that was not true within the last second.
 */
class ITCrashingReplica {
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final int PAIRS = 3;
    private static final int KILLS = 4;
    private static final int ANSWERS_BEFORE_A_KILL = 40;

    @TempDir
    Path folder;

    private AuthFixture one;
    private AuthFixture two;
    private volatile @Nullable AuthProcess third;
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger answersOfThird = new AtomicInteger();
    private final List<Timeline<State>> clients = new ArrayList<>();
    private final List<Timeline<String>> roles = new ArrayList<>();

    /**
     * A client.
     *
     * @param scope its own one; it also assumes a role whose only scope tells the state of the role
     */
    private record State(String clientId, String token, boolean disabled, String scope) {
        /** What a replica that knows this, and the scope of the role, says of a request that was signed with a token. */
        String answer(String signedWith, String ofRole) {
            if (disabled) {
                return "Client with clientId '" + clientId + "' is disabled";
            }
            return token.equals(signedWith) ? scope + " " + ofRole : "Unauthorized: Bad mac";
        }
    }

    @BeforeEach
    void start() {
        one = AuthFixture.start();
        two = one.startAnother(Map.of());
        for (int i = 0; i < PAIRS; i++) {
            expect(200, one.root().put("roles/state-" + i, roleBody("", "of-role:0")));
            String token = one.createClient("client-" + i, "of-client:0", "assume:state-" + i);
            clients.add(new Timeline<>(new State("client-" + i, token, false, "of-client:0"), GRACE));
            roles.add(new Timeline<>("of-role:0", GRACE));
        }
        awaitKnown();
    }

    /** Until both processes know all clients and roles as they are. */
    private void awaitKnown() {
        for (int i = 0; i < PAIRS; i++) {
            State client = clients.get(i).settled();
            String expected = client.answer(client.token, roles.get(i).settled());
            for (AuthFixture replica : List.of(one, two)) {
                Await.until(
                        "all to know the last state",
                        () -> answer(replica.anonymous(), client).equals(expected));
            }
        }
    }

    @AfterEach
    void stop() {
        two.close();
        one.close();
    }

    @Test
    @DisplayName("auth-97: no stale client or role is believed for more than a second, though a process crashes")
    void case97_noAnswerIsOlderThanASecondThoughAProcessCrashes() throws Exception {
        List<Future<?>> work = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < PAIRS; i++) {
                    int number = i;
                    work.add(executor.submit(() -> changeClient(number)));
                    work.add(executor.submit(() -> changeRole(number)));
                    work.add(executor.submit(() -> ask(number)));
                }
                for (int i = 0; i < KILLS; i++) {
                    startAndKill(work);
                }
            } finally {
                enough.set(true);
            }
            for (Future<?> each : work) {
                each.get();
            }
        }
        System.out.printf(
                "%d changes, %d answers, %d of them of the process%n",
                changes.get(), answers.get(), answersOfThird.get());
        assertThat(changes.get()).isGreaterThan(KILLS * PAIRS);
        awaitKnown();
    }

    private void startAndKill(List<Future<?>> work) {
        try (AuthProcess process = AuthProcess.start(one.database(), folder, Map.of("LOG_LEVEL", "warning"))) {
            int before = answersOfThird.get();
            third = process;
            Await.until("answers of the process", Duration.ofSeconds(60), () -> {
                if (work.stream().anyMatch(Future::isDone)) {
                    return true;
                }
                return answersOfThird.get() >= before + ANSWERS_BEFORE_A_KILL;
            });
            // Killed while the others believe that it is there.
            process.kill();
            third = null;
        }
    }

    private void changeClient(int number) {
        Timeline<State> client = clients.get(number);
        String path = "clients/client-" + number;
        Random random = new Random(number);
        for (int i = 1; !enough.get(); i++) {
            State now = client.settled();
            switch (random.nextInt(3)) {
                case 0 -> {
                    State next = new State(now.clientId, now.token, !now.disabled, now.scope);
                    String verb = next.disabled ? "/disable" : "/enable";
                    change(
                            client,
                            next,
                            caller -> caller.post(path + verb),
                            () -> one.root().get(path).body().path("disabled").asBoolean() == next.disabled);
                }
                case 1 -> reset(client, now);
                default -> {
                    State next = new State(now.clientId, now.token, now.disabled, "of-client:" + i);
                    Object body = clientBody(FAR, "", next.scope, "assume:state-" + number);
                    change(client, next, caller -> caller.post(path, body), () -> holds(path, next.scope));
                }
            }
            pause(random);
        }
    }

    private void changeRole(int number) {
        Random random = new Random(-1 - number);
        String path = "roles/state-" + number;
        for (int i = 1; !enough.get(); i++) {
            String next = "of-role:" + i;
            change(roles.get(number), next, caller -> caller.post(path, roleBody("", next)), () -> holds(path, next));
            pause(random);
        }
    }

    private void pause(Random random) {
        changes.incrementAndGet();
        LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(100)).toNanos());
    }

    /** Whether the database has a client or role with this scope. */
    private boolean holds(String path, String scope) {
        return expect(200, one.root().get(path))
                .body()
                .path("scopes")
                .toString()
                .contains('"' + scope + '"');
    }

    private interface Call {
        Response by(TestClient client);
    }

    /**
     * A change that is made by any of the processes, and perhaps made if that one is killed meanwhile.
     *
     * @param isStored whether the database has the next state
     */
    private <S> void change(Timeline<S> timeline, S next, Call call, BooleanSupplier isStored) {
        AuthProcess process = third;
        int choice = changes.get() % 3;
        timeline.begin(next);
        if (choice < 2 || process == null) {
            expect(200, call.by((choice == 0 ? one : two).root()));
            timeline.end();
            return;
        }
        try {
            expect(200, call.by(process.root()));
            timeline.end();
        } catch (UncheckedIOException killed) {
            // The database may still be at work on what it was asked for.
            Await.until(
                    "the connections of " + process.name() + " to end",
                    () -> one.admin()
                            .queryForList("select 1 from pg_stat_activity where application_name = ?", process.name())
                            .isEmpty());
            if (isStored.getAsBoolean()) {
                timeline.end();
            } else {
                timeline.cancel();
            }
        }
    }

    /** Not by way of the process that is killed: nobody would learn the token. */
    private void reset(Timeline<State> client, State now) {
        client.begin(new State(now.clientId, "not known yet", now.disabled, now.scope));
        String token = expect(200, two.root().post("clients/" + now.clientId + "/reset"))
                .body()
                .path("accessToken")
                .asString();
        client.end(new State(now.clientId, token, now.disabled, now.scope));
    }

    /** Asks all processes about requests of a client, until it is enough. */
    private void ask(int number) {
        for (int i = 0; !enough.get(); i++) {
            AuthProcess process = third;
            boolean isThird = i % 3 == 2 && process != null;
            TestClient replica = isThird ? process.anonymous() : (i % 3 == 0 ? one : two).anonymous();
            State signer = clients.get(number).settled();
            long asked = System.nanoTime();
            String answer;
            try {
                answer = answer(replica, signer);
            } catch (UncheckedIOException dead) {
                assertThat(isThird).as(dead.toString()).isTrue();
                continue;
            }
            long answered = System.nanoTime();
            // What a replica knows of a client and of a role need not be of the same instant.
            List<String> ofRole = roles.get(number).visible(asked, answered);
            List<State> ofClient = clients.get(number).visible(asked, answered);
            assertThat(ofClient.stream()
                            .flatMap(client -> ofRole.stream().map(role -> client.answer(signer.token, role))))
                    .as("what %s may say; it may know %s", isThird ? "the process" : "a replica", ofClient)
                    .contains(answer);
            answers.incrementAndGet();
            if (isThird) {
                answersOfThird.incrementAndGet();
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static String answer(TestClient replica, State signer) {
        JsonNode answer = new AskingService(replica).authenticate(header(signer.clientId, signer.token, null));
        if (answer.path("status").asString().equals("auth-failed")) {
            return answer.path("message").asString();
        }
        List<String> told = answer.path("scopes")
                .valueStream()
                .map(JsonNode::asString)
                .filter(scope -> scope.startsWith("of-"))
                .toList();
        return String.join(" ", told);
    }
}
