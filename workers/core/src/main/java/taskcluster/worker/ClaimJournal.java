package taskcluster.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.worker.task.ClaimedTask;
import taskcluster.worker.task.RunKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The claims that this worker holds, on disk, with the credentials to resolve them: what a worker that was killed had in
 * hand can so be given back by the next one. One file a claim, readable by the worker's user only, replaced atomically.
 */
final class ClaimJournal {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimJournal.class);

    private final Path directory;

    ClaimJournal(Path directory) {
        this.directory = directory;
    }

    /** A claim found on disk. */
    record Entry(RunKey run, Instant takenUntil, Credentials credentials) {}

    /** Records a claim or its renewal. A failure costs nothing but the chance to give the claim back after a crash. */
    void put(RunKey run, Instant takenUntil, Credentials credentials) {
        ObjectNode entry = Json.MAPPER.createObjectNode();
        entry.put("taskId", run.taskId()).put("runId", run.runId()).put("takenUntil", Json.timestamp(takenUntil));
        ObjectNode secret = entry.putObject("credentials");
        secret.put("clientId", credentials.clientId()).put("accessToken", credentials.accessToken());
        if (credentials.certificate() != null) {
            secret.put("certificate", credentials.certificate());
        }
        try {
            PrivateFiles.write(file(run), Json.MAPPER.writeValueAsString(entry));
        } catch (IOException e) {
            LOG.warn("Could not record the claim of {}; a crash would leave it to lapse: {}", run, e.toString());
        }
    }

    void remove(RunKey run) {
        try {
            Files.deleteIfExists(file(run));
        } catch (IOException e) {
            LOG.warn("Could not forget the claim of {}: {}", run, e.toString());
        }
    }

    /** All claims on disk; files that cannot be read are reported and removed. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files()) {
            try {
                entries.add(read(Json.MAPPER.readTree(Files.readString(file))));
            } catch (IOException | JacksonException | IllegalArgumentException e) {
                LOG.warn("Ignoring the unreadable claim {}: {}", file.getFileName(), e.toString());
                file.toFile().delete();
            }
        }
        return entries;
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the claims in " + directory, e);
        }
    }

    private static Entry read(JsonNode entry) {
        return new Entry(
                new RunKey(
                        entry.required("taskId").asString(),
                        entry.required("runId").asInt()),
                Json.parseTimestamp(entry.required("takenUntil").asString()),
                ClaimedTask.credentials(entry.required("credentials")));
    }

    private Path file(RunKey run) {
        return directory.resolve(run.fileName() + ".json");
    }
}
