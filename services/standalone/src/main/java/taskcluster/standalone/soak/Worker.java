package taskcluster.standalone.soak;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import taskcluster.client.ApiCallException;
import taskcluster.client.Credentials;
import taskcluster.client.Queue;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.standalone.soak.Attempts.Caller;
import taskcluster.standalone.soak.Attempts.GivenUpException;
import taskcluster.standalone.soak.Ledger.ArtifactEntry;
import taskcluster.standalone.soak.Ledger.RunKey;
import tools.jackson.databind.JsonNode;

/**
 * Claims tasks and mostly does what a worker should: uploads artifacts, renews its claims, reports. Sometimes it dies and never
 * reports; a new worker takes its place. Once creating has ended it is quick and reliable.
 */
final class Worker implements Activity {
    private static final Duration CLAIMING = Duration.ofSeconds(60);
    private static final int UNAUTHENTICATED = 401;
    private static final int CONFLICT = 409;
    private static final int OK = 200;

    private final SoakSettings settings;
    private final Ledger ledger;
    private final Attempts attempts;
    private final Credentials credentials;
    private final Clock clock;
    private final Random random;
    private final BooleanSupplier isDraining;
    private String workerId = newId();

    Worker(
            SoakSettings settings,
            Ledger ledger,
            Attempts attempts,
            Credentials credentials,
            Clock clock,
            Random random,
            BooleanSupplier isDraining) {
        this.settings = settings;
        this.ledger = ledger;
        this.attempts = attempts;
        this.credentials = credentials;
        this.clock = clock;
        this.random = random;
        this.isDraining = isDraining;
    }

    private static String newId() {
        return "worker-" + Slugid.nice();
    }

    /** A claim and the worker's right to act on it. */
    private record Claim(RunKey run, Instant takenUntil, Caller caller) {
        String runId() {
            return Integer.toString(run.runId());
        }

        <T> T call(Function<Queue, T> call) throws GivenUpException, InterruptedException {
            return caller.call(takenUntil, call);
        }
    }

    /** Works until its thread is interrupted. */
    @Override
    public void run() throws InterruptedException {
        while (true) {
            for (JsonNode claimed : claimWork()) {
                Claim claim = claim(
                        new RunKey(
                                claimed.at("/status/taskId").asString(),
                                claimed.path("runId").asInt()),
                        claimed);
                ledger.claimed(claim.run(), workerId, claim.takenUntil());
                if (!perform(claim)) {
                    ledger.count("workers that died");
                    workerId = newId();
                    break;
                }
            }
        }
    }

    private Claim claim(RunKey run, JsonNode reply) {
        JsonNode given = reply.path("credentials");
        return new Claim(
                run,
                Json.parseTimestamp(reply.path("takenUntil").asString()),
                attempts.as(new Credentials(
                        given.path("clientId").asString(),
                        given.path("accessToken").asString(),
                        given.path("certificate").asString())));
    }

    /** One claimWork, repeated under one key until it is answered. */
    private JsonNode claimWork() throws InterruptedException {
        Map<String, Object> request =
                Map.of("workerGroup", "soak", "workerId", workerId, "tasks", 1 + random.nextInt(2));
        try {
            return attempts.as(credentials, Slugid.nice())
                    .call(clock.instant().plus(CLAIMING), queue -> queue.claimWork(Creator.TASK_QUEUE_ID, request))
                    .path("tasks");
        } catch (GivenUpException e) {
            ledger.count("claimWork given up");
        } catch (ApiCallException e) {
            throwIfInterrupted(e);
            ledger.violated("claimWork refused", workerId + ": " + e.statusCode() + " " + e.getMessage());
        }
        return Json.MAPPER.createArrayNode();
    }

    /** Whether the worker has survived it. */
    private boolean perform(Claim first) throws InterruptedException {
        try {
            if (!isDraining.getAsBoolean() && random.nextInt(100) < 4) {
                return false;
            }
            Claim claim = work(first);
            if (random.nextInt(4) == 0) {
                upload(claim);
            }
            report(claim);
        } catch (GivenUpException e) {
            ledger.count("claims lapsed while the queue did not answer");
        } catch (ApiCallException e) {
            throwIfInterrupted(e);
            boolean isLost = e.statusCode() == CONFLICT
                    || (e.statusCode() == UNAUTHENTICATED && !clock.instant().isBefore(first.takenUntil()));
            if (isLost) {
                ledger.count("claims lost");
            } else {
                ledger.violated("worker refused", first.run() + ": " + e.statusCode() + " " + e.getMessage());
            }
        }
        return true;
    }

    /** Takes a while, and the claim is renewed when it takes long. */
    private Claim work(Claim claim) throws GivenUpException, InterruptedException {
        int kind = isDraining.getAsBoolean() ? 100 : random.nextInt(100);
        if (kind == 0) {
            Thread.sleep(settings.claimTimeout().dividedBy(2));
            Claim renewed = claim(
                    claim.run(),
                    claim.call(queue -> queue.reclaimTask(claim.run().taskId(), claim.runId())));
            ledger.reclaimed(claim.run(), renewed.takenUntil());
            Thread.sleep(settings.claimTimeout().dividedBy(2));
            return renewed;
        }
        Thread.sleep(kind < 10 ? 500 + random.nextInt(1500) : 20 + random.nextInt(200));
        return claim;
    }

    private void upload(Claim claim) throws GivenUpException, InterruptedException {
        boolean isShortLived = !isDraining.getAsBoolean() && random.nextInt(3) == 0;
        Duration life = isShortLived ? settings.shortArtifactLife() : Duration.ofMinutes(50);
        ArtifactEntry artifact = new ArtifactEntry(claim.run(), "public/soak.txt", isShortLived);
        Map<String, Object> request = Map.of(
                "storageType",
                "s3",
                "contentType",
                Storage.CONTENT_TYPE,
                "expires",
                Json.timestamp(clock.instant().plus(life)));
        while (clock.instant().isBefore(claim.takenUntil())) {
            String url = claim.call(queue ->
                            queue.createArtifact(claim.run().taskId(), claim.runId(), artifact.name(), request))
                    .path("putUrl")
                    .asString();
            if (put(url, artifact)) {
                ledger.uploaded(artifact);
                return;
            }
            Thread.sleep(200);
        }
        ledger.count("uploads given up");
    }

    private boolean put(String url, ArtifactEntry artifact) throws InterruptedException {
        try {
            int status = Storage.put(url, artifact);
            if (status != OK) {
                attempts.count("S3 HTTP " + status);
            }
            return status == OK;
        } catch (IOException e) {
            attempts.count("S3 ConnectionFailed");
            return false;
        }
    }

    private void report(Claim claim) throws GivenUpException, InterruptedException {
        String taskId = claim.run().taskId();
        int kind = isDraining.getAsBoolean() ? 100 : random.nextInt(100);
        if (kind < 2) {
            claim.call(queue -> queue.reportException(taskId, claim.runId(), Map.of("reason", "worker-shutdown")));
            ledger.reported(claim.run(), "exception");
        } else if (kind < 10) {
            claim.call(queue -> queue.reportFailed(taskId, claim.runId()));
            ledger.reported(claim.run(), "failed");
        } else {
            claim.call(queue -> queue.reportCompleted(taskId, claim.runId()));
            ledger.reported(claim.run(), "completed");
        }
    }

    private static void throwIfInterrupted(ApiCallException e) throws InterruptedException {
        if (e.code().equals(ApiCallException.INTERRUPTED)) {
            throw new InterruptedException();
        }
    }
}
