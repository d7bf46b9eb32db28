package taskcluster.worker.generic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.core.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A worker's configuration as a JSON object in a file. Keys are taken one by one; one that nobody takes is an error. */
final class ConfigFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);

    /** Keys of other builds of this worker that mean nothing here; files that hold them stay usable. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "allowedHighMemoryDurationSecs",
            "availabilityZone",
            "cachesDir",
            "d2gConfig",
            "disableNativePayloads",
            "disableOOMProtection",
            "disableReboots",
            "downloadsDir",
            "ed25519SigningKeyLocation",
            "enableChainOfTrust",
            "enableInteractive",
            "enableLoopbackAudio",
            "enableLoopbackVideo",
            "enableMounts",
            "enableOSGroups",
            "enableResourceMonitor",
            "enableRunTaskAsCurrentUser",
            "headlessTasks",
            "instanceId",
            "interactivePort",
            "livelogExecutable",
            "livelogPortBase",
            "loopbackAudioDeviceNumber",
            "loopbackVideoDeviceNumber",
            "maxMemoryUsagePercent",
            "minAvailableMemoryBytes",
            "privateIP",
            "runAfterUserCreation",
            "sentryProject",
            "shutdownMachineOnIdle",
            "shutdownMachineOnInternalError",
            "taskclusterProxyExecutable",
            "taskclusterProxyPort",
            "wstAudience",
            "wstServerURL");

    private final Path file;
    private final ObjectNode settings;

    /** A file that cannot be read, or holds something other than settings; as opposed to settings that do not do. */
    static final class LoadException extends Exception {
        LoadException(String message) {
            super(message);
        }
    }

    private ConfigFile(Path file, ObjectNode settings) {
        this.file = file;
        this.settings = settings;
    }

    /**
     * Reads a file.
     *
     * @throws LoadException when there is no such file, it is not JSON, has unknown keys or values of a wrong type
     * @throws ConfigProblem when a setting is missing or out of bounds
     */
    static WorkerConfig load(Path file) throws LoadException {
        Path absolute = file.toAbsolutePath();
        try {
            if (!(Json.MAPPER.readTree(Files.readString(absolute)) instanceof ObjectNode settings)) {
                throw new LoadException("Config file " + absolute + " does not hold a JSON object");
            }
            return new ConfigFile(absolute, settings).read();
        } catch (IOException e) {
            throw new LoadException("Cannot read config file " + absolute + ": " + e);
        } catch (JacksonException e) {
            throw new LoadException("Config file " + absolute + " is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private WorkerConfig read() throws LoadException {
        WorkerConfig.Builder builder = WorkerConfig.builder();
        identity(builder);
        number("capacity", value -> builder.capacity(Math.toIntExact(value)));
        number("numberOfTasksToRun", value -> builder.numberOfTasksToRun(Math.toIntExact(value)));
        number("idleTimeoutSecs", value -> builder.idleTimeout(Duration.ofSeconds(value)));
        number("maxTaskRunTime", value -> builder.maxTaskRunTime(Duration.ofSeconds(value)));
        number("requiredDiskSpaceMegabytes", builder::requiredDiskSpaceMegabytes);
        number("livelogExposePort", value -> builder.livelogExposePort(Math.toIntExact(value)));
        number("cancelPollSecs", value -> builder.cancelPoll(Duration.ofSeconds(value)));
        number("claimDrainSecs", value -> builder.claimDrain(Duration.ofSeconds(value)));
        flag("cleanUpTaskDirs").ifPresent(builder::cleanUpTaskDirs);
        flag("enableLiveLog").ifPresent(builder::enableLiveLog);
        flag("enableTaskclusterProxy").ifPresent(builder::enableTaskclusterProxy);
        flag("enableMetadata").ifPresent(builder::enableMetadata);
        text("tasksDir", value -> builder.tasksDir(Path.of(value)));
        text("stateDir", value -> builder.stateDir(Path.of(value)));
        text("engine", value -> builder.engine(engine(value)));
        text("publicIP", builder::publicIp);
        text("workerLocation", builder::workerLocation);
        text("instanceType", builder::instanceType);
        text("region", builder::region);
        if (take("workerTypeMetadata").orElse(null) instanceof ObjectNode metadata) {
            builder.workerTypeMetadata(metadata);
        }
        if (flag("createObjectArtifacts").orElse(false)) {
            throw new ConfigProblem(
                    "Config setting \"createObjectArtifacts\" is true, which this worker does not support");
        }
        refuseUnknown();
        return builder.build();
    }

    private void identity(WorkerConfig.Builder builder) throws LoadException {
        text("rootURL", builder::rootUrl);
        builder.credentials(
                string("clientId").orElse(""),
                string("accessToken").orElse(""),
                string("certificate").orElse(null));
        builder.pool(
                string("provisionerId").orElse("test-provisioner"),
                string("workerType").orElse(""));
        builder.worker(
                string("workerGroup").orElse("test-worker-group"),
                string("workerId").orElse(""));
    }

    private static EngineChoice engine(String word) {
        try {
            return EngineChoice.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem(
                    "Config setting \"engine\" is \"" + word + "\" but must be one of "
                            + List.of("multiuser", "insecure", "auto"),
                    e);
        }
    }

    private void refuseUnknown() throws LoadException {
        Set<String> left = new TreeSet<>(settings.propertyNames());
        left.removeAll(WITHOUT_EFFECT);
        if (!left.isEmpty()) {
            throw new LoadException("Config file " + file + " has unknown settings: " + String.join(", ", left));
        }
        if (!settings.isEmpty()) {
            LOG.info("Settings without effect on this worker: {}", String.join(", ", settings.propertyNames()));
        }
    }

    private Optional<JsonNode> take(String key) {
        return Optional.ofNullable(settings.remove(key)).filter(value -> !value.isNull());
    }

    private Optional<String> string(String key) throws LoadException {
        Optional<JsonNode> value = take(key);
        if (value.isPresent() && !value.get().isString()) {
            throw wrongType(key, "a string", value.get());
        }
        return value.map(JsonNode::asString).filter(text -> !text.isEmpty());
    }

    private void text(String key, Consumer<String> setting) throws LoadException {
        string(key).ifPresent(setting);
    }

    private void number(String key, LongConsumer setting) throws LoadException {
        Optional<JsonNode> value = take(key);
        if (value.isPresent()) {
            if (!value.get().isIntegralNumber() || !value.get().canConvertToInt()) {
                throw wrongType(key, "an integer", value.get());
            }
            setting.accept(value.get().asLong());
        }
    }

    private Optional<Boolean> flag(String key) throws LoadException {
        Optional<JsonNode> value = take(key);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw wrongType(key, "true or false", value.get());
        }
        return value.map(JsonNode::asBoolean);
    }

    private LoadException wrongType(String key, String expected, JsonNode value) {
        return new LoadException(
                "Config file " + file + ": setting \"" + key + "\" must be " + expected + ", not " + value);
    }
}
