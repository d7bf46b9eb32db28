package taskcluster.worker.fake;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A run as the fake queue knows it. Fields are read by tests and written by the queue under its lock. */
public final class FakeRun {
    final Map<String, FakeArtifact> artifacts = new ConcurrentSkipListMap<>();
    volatile String state = "pending";
    volatile @Nullable String reason;
    volatile @Nullable Instant takenUntil;
    volatile @Nullable Instant resolved;
    volatile @Nullable String reportedBy;
    volatile @Nullable String claimKey;
    volatile int reclaims;

    public String state() {
        return state;
    }

    /** {@code state} or {@code exception/reason}. */
    public String resolution() {
        return state.equals("exception") ? "exception/" + reason : state;
    }

    /** The client that resolved the run; null when the queue itself did. */
    public @Nullable String reportedBy() {
        return reportedBy;
    }

    public int reclaims() {
        return reclaims;
    }

    public Map<String, FakeArtifact> artifacts() {
        return artifacts;
    }

    public FakeArtifact artifact(String name) {
        FakeArtifact artifact = artifacts.get(name);
        if (artifact == null) {
            throw new AssertionError("no artifact " + name + " among " + artifacts.keySet());
        }
        return artifact;
    }

    /** The content of an artifact, links followed, decompressed, as text. */
    public String text(String name) {
        FakeArtifact artifact = artifact(name);
        return artifact.storageType().equals("link")
                ? text(artifact.declaration().path("artifact").asString())
                : artifact.text();
    }
}
