package taskcluster.queue.claim;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import taskcluster.core.Json;
import taskcluster.core.Slugid;

/**
 * Makes the credentials that come with a claim: temporary ones, which the queue's own client issues by signing them. They allow
 * to renew the claim, to report the run and to create its artifacts, and what the task's own scopes allow, until the claim
 * lapses.
 */
public final class TaskCredentials {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MILLIS = 1000;

    private final String issuer;
    private final String issuerAccessToken;
    private final Supplier<String> seeds;

    /** @param issuer a client that may name others and has all scopes that tasks have */
    public TaskCredentials(String issuer, String issuerAccessToken) {
        this(issuer, issuerAccessToken, () -> Slugid.v4() + Slugid.v4());
    }

    /** @param seeds gives 44 characters for each of the credentials */
    TaskCredentials(String issuer, String issuerAccessToken, Supplier<String> seeds) {
        this.issuer = issuer;
        this.issuerAccessToken = issuerAccessToken;
        this.seeds = seeds;
    }

    /** What a client needs to make requests; the certificate is JSON text. */
    record Credentials(String clientId, String accessToken, String certificate) {}

    private record Certificate(
            int version, List<String> scopes, long start, long expiry, String seed, String signature, String issuer) {}

    /** Credentials for a run, from now until its claim lapses. */
    Credentials forRun(
            String taskId, int runId, Worker worker, List<String> taskScopes, Instant start, Instant takenUntil) {
        String run = taskId + "/" + runId;
        List<String> scopes = new ArrayList<>(
                List.of("queue:reclaim-task:" + run, "queue:resolve-task:" + run, "queue:create-artifact:" + run));
        scopes.addAll(taskScopes);
        String clientId = "task-client/" + run + "/on/" + worker.workerGroup() + "/" + worker.workerId() + "/until/"
                + seconds(takenUntil);
        return named(clientId, scopes, start, takenUntil);
    }

    /** Credentials that authenticate under a name of their own. */
    Credentials named(String clientId, List<String> scopes, Instant start, Instant expiry) {
        String seed = seeds.get();
        String signed = String.join(
                "\n",
                "version:1",
                "clientId:" + clientId,
                "issuer:" + issuer,
                "seed:" + seed,
                "start:" + start.toEpochMilli(),
                "expiry:" + expiry.toEpochMilli(),
                "scopes:",
                String.join("\n", scopes));
        Certificate certificate = new Certificate(
                1,
                scopes,
                start.toEpochMilli(),
                expiry.toEpochMilli(),
                seed,
                Base64.getEncoder().encodeToString(hmac(signed)),
                issuer);
        return new Credentials(
                clientId,
                Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(seed)),
                Json.MAPPER.writeValueAsString(certificate));
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(issuerAccessToken.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }

    /** Seconds since 1970, with the fraction that there is and no more: 1725639667.664, 1725639667.5, 1725639667. */
    private static String seconds(Instant time) {
        long millis = time.toEpochMilli();
        String fraction = millis % MILLIS == 0
                ? ""
                : "." + String.format("%03d", millis % MILLIS).replaceAll("0+$", "");
        return millis / MILLIS + fraction;
    }
}
