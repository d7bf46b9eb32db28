package taskcluster.worker.generic;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a generic worker needs to know. Build one with {@link #builder()}; a configuration file gives the same keys.
 *
 * @param rootUrl where the deployment answers, for example {@code https://tc.example.com}
 * @param clientId the worker's own client; it needs {@code queue:claim-work:<provisionerId>/<workerType>},
 *     {@code queue:worker-id:<workerGroup>/<workerId>} and, to notice cancelled tasks within seconds
 *     where the queue has no method {@code watchRun}, {@code queue:status:*}
 * @param accessToken the client's secret
 * @param certificate JSON text of the certificate of temporary credentials, or null
 * @param provisionerId first half of the worker pool's name
 * @param workerType second half of the worker pool's name
 * @param workerGroup names, together with {@code workerId}, this worker; 1 to 38 of {@code a-zA-Z0-9-_}
 * @param workerId see {@code workerGroup}
 * @param engine how tasks are isolated
 * @param tasksDir parent of the task directories; every task user must be able to pass through its ancestors
 * @param stateDir the worker's private directory (claims, users, logs); one worker only, readable by nobody else
 * @param capacity tasks at the same time, 1 to 255
 * @param numberOfTasksToRun the worker ends after this many tasks, counted across restarts; 0: never
 * @param idleTimeout the worker ends after having been idle for so long; zero: never
 * @param maxTaskRunTime upper bound of a payload's {@code maxRunTime}
 * @param cleanUpTaskDirs whether task directories, users and logs are removed after each task
 * @param enableLiveLog whether running tasks publish their log while it is written
 * @param enableTaskclusterProxy whether tasks may call APIs through a proxy of the worker
 * @param enableMetadata whether the URL of the last task is recorded in the state directory
 * @param publicIp address in live-log URLs; null: the live log is served on the loopback interface only
 * @param livelogExposePort port of the live-log server; 0: any free port
 * @param workerLocation given to tasks as {@code TASKCLUSTER_WORKER_LOCATION}, or null
 * @param instanceType given to tasks as {@code TASKCLUSTER_INSTANCE_TYPE}, or null
 * @param region appears in the metrics lines of the worker log, or null
 * @param workerTypeMetadata shown at the head of every task log
 * @param requiredDiskSpaceMegabytes nothing is claimed while the file system of {@code tasksDir} has less room
 * @param cancelPoll how often the queue is asked whether running tasks were cancelled, if it cannot be waited at for that
 * @param claimDrain how long a stopping worker waits for the answer of a claim that is on its way, so that a task
 *     claimed in that moment is handed back at once instead of being found missing when its claim expires
 * @param callPatience how long a failing call of the queue is repeated before it is given up
 */
public record WorkerConfig(
        String rootUrl,
        String clientId,
        String accessToken,
        @Nullable String certificate,
        String provisionerId,
        String workerType,
        String workerGroup,
        String workerId,
        EngineChoice engine,
        Path tasksDir,
        Path stateDir,
        int capacity,
        int numberOfTasksToRun,
        Duration idleTimeout,
        Duration maxTaskRunTime,
        boolean cleanUpTaskDirs,
        boolean enableLiveLog,
        boolean enableTaskclusterProxy,
        boolean enableMetadata,
        @Nullable String publicIp,
        int livelogExposePort,
        @Nullable String workerLocation,
        @Nullable String instanceType,
        @Nullable String region,
        ObjectNode workerTypeMetadata,
        long requiredDiskSpaceMegabytes,
        Duration cancelPoll,
        Duration claimDrain,
        Duration callPatience) {

    static final Path DEFAULT_STATE_DIR = Path.of("generic-worker-state");

    /** A builder holding the defaults; every setting without one must be given. */
    public static Builder builder() {
        return new Builder();
    }

    /** The worker pool, which is also the task queue: {@code <provisionerId>/<workerType>}. */
    public String taskQueueId() {
        return provisionerId + "/" + workerType;
    }

    /** Everything but the credentials. */
    @Override
    public String toString() {
        return "WorkerConfig[" + taskQueueId() + " " + workerGroup + "/" + workerId + " at " + rootUrl + "]";
    }

    /** Collects settings; see {@link WorkerConfig} for their meaning. */
    public static final class Builder {
        private @Nullable String rootUrl;
        private @Nullable String clientId;
        private @Nullable String accessToken;
        private @Nullable String certificate;
        private String provisionerId = "test-provisioner";
        private @Nullable String workerType;
        private String workerGroup = "test-worker-group";
        private @Nullable String workerId;
        private EngineChoice engine = EngineChoice.AUTO;
        private @Nullable Path tasksDir;
        private Path stateDir = DEFAULT_STATE_DIR;
        private int capacity = 1;
        private int numberOfTasksToRun;
        private Duration idleTimeout = Duration.ZERO;
        private Duration maxTaskRunTime = Duration.ofDays(1);
        private boolean cleanUpTaskDirs = true;
        private boolean enableLiveLog = true;
        private boolean enableTaskclusterProxy = true;
        private boolean enableMetadata = true;
        private @Nullable String publicIp;
        private int livelogExposePort;
        private @Nullable String workerLocation;
        private @Nullable String instanceType;
        private @Nullable String region;
        private ObjectNode workerTypeMetadata = Json.MAPPER.createObjectNode();
        private long requiredDiskSpaceMegabytes = 10240;
        private Duration cancelPoll = Duration.ofSeconds(3);
        private Duration claimDrain = Duration.ofSeconds(25);
        private Duration callPatience = Duration.ofMinutes(15);

        private Builder() {}

        public Builder rootUrl(String value) {
            rootUrl = value;
            return this;
        }

        /** The worker's own client. */
        public Builder credentials(String client, String token, @Nullable String clientCertificate) {
            clientId = client;
            accessToken = token;
            certificate = clientCertificate == null || clientCertificate.isEmpty() ? null : clientCertificate;
            return this;
        }

        /** The worker pool, as {@code <provisionerId>/<workerType>}. */
        public Builder pool(String provisioner, String type) {
            provisionerId = provisioner;
            workerType = type;
            return this;
        }

        public Builder worker(String group, String id) {
            workerGroup = group;
            workerId = id;
            return this;
        }

        public Builder engine(EngineChoice value) {
            engine = value;
            return this;
        }

        public Builder tasksDir(Path value) {
            tasksDir = value;
            return this;
        }

        public Builder stateDir(Path value) {
            stateDir = value;
            return this;
        }

        public Builder capacity(int value) {
            capacity = value;
            return this;
        }

        public Builder numberOfTasksToRun(int value) {
            numberOfTasksToRun = value;
            return this;
        }

        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        public Builder maxTaskRunTime(Duration value) {
            maxTaskRunTime = value;
            return this;
        }

        public Builder cleanUpTaskDirs(boolean value) {
            cleanUpTaskDirs = value;
            return this;
        }

        public Builder enableLiveLog(boolean value) {
            enableLiveLog = value;
            return this;
        }

        public Builder enableTaskclusterProxy(boolean value) {
            enableTaskclusterProxy = value;
            return this;
        }

        public Builder enableMetadata(boolean value) {
            enableMetadata = value;
            return this;
        }

        public Builder publicIp(@Nullable String value) {
            publicIp = value;
            return this;
        }

        public Builder livelogExposePort(int value) {
            livelogExposePort = value;
            return this;
        }

        public Builder workerLocation(@Nullable String value) {
            workerLocation = value;
            return this;
        }

        public Builder instanceType(@Nullable String value) {
            instanceType = value;
            return this;
        }

        public Builder region(@Nullable String value) {
            region = value;
            return this;
        }

        public Builder workerTypeMetadata(ObjectNode value) {
            workerTypeMetadata = value;
            return this;
        }

        public Builder requiredDiskSpaceMegabytes(long value) {
            requiredDiskSpaceMegabytes = value;
            return this;
        }

        public Builder cancelPoll(Duration value) {
            cancelPoll = value;
            return this;
        }

        public Builder claimDrain(Duration value) {
            claimDrain = value;
            return this;
        }

        public Builder callPatience(Duration value) {
            callPatience = value;
            return this;
        }

        /**
         * The checked configuration, with absolute paths and the engine decided.
         *
         * @throws ConfigProblem when a required setting is missing or one is out of bounds
         */
        public WorkerConfig build() {
            EngineChoice decided = Privileges.decide(engine);
            Path tasks = tasksDir != null ? tasksDir : Path.of(decided == EngineChoice.MULTIUSER ? "/home" : "tasks");
            WorkerConfig config = new WorkerConfig(
                    required("rootURL", rootUrl),
                    required("clientId", clientId),
                    required("accessToken", accessToken),
                    certificate,
                    required("provisionerId", provisionerId),
                    required("workerType", workerType),
                    required("workerGroup", workerGroup),
                    required("workerId", workerId),
                    decided,
                    tasks.toAbsolutePath().normalize(),
                    stateDir.toAbsolutePath().normalize(),
                    capacity,
                    numberOfTasksToRun,
                    idleTimeout,
                    maxTaskRunTime,
                    cleanUpTaskDirs,
                    enableLiveLog,
                    enableTaskclusterProxy,
                    enableMetadata,
                    publicIp,
                    livelogExposePort,
                    workerLocation,
                    instanceType,
                    region,
                    workerTypeMetadata,
                    requiredDiskSpaceMegabytes,
                    cancelPoll,
                    claimDrain,
                    callPatience);
            config.check();
            return config;
        }

        private static String required(String key, @Nullable String value) {
            if (value == null || value.isEmpty()) {
                throw new ConfigProblem("Config setting \"" + key + "\" has not been defined");
            }
            return value;
        }
    }

    private void check() {
        between("capacity", capacity, 1, 255);
        between("numberOfTasksToRun", numberOfTasksToRun, 0, Integer.MAX_VALUE);
        between("livelogExposePort", livelogExposePort, 0, 65535);
        between("maxTaskRunTime", maxTaskRunTime.toSeconds(), 1, Integer.MAX_VALUE);
        between("requiredDiskSpaceMegabytes", requiredDiskSpaceMegabytes, 0, Long.MAX_VALUE >> 20);
        if (publicIp != null) {
            try {
                InetAddress.ofLiteral(publicIp);
            } catch (IllegalArgumentException e) {
                throw new ConfigProblem(
                        "Config setting \"publicIP\" is \"" + publicIp + "\", which is no IP address", e);
            }
        }
    }

    private static void between(String key, long value, long low, long high) {
        if (value < low || value > high) {
            throw new ConfigProblem(
                    "Config setting \"" + key + "\" is " + value + " but must be between " + low + " and " + high);
        }
    }
}
