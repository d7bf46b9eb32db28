package taskcluster.standalone.processes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A RabbitMQ node of our own, beside whatever RabbitMQ the machine runs: its ports, data and settings are its own. */
public final class RabbitServer {
    private static final String PROGRAM = "rabbitmq-server";

    /** Debian's script in the search path changes the user and forgets the environment; this is what it calls. */
    private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin", PROGRAM);

    /** What somebody can do who lacks it. */
    public static final String MISSING = "the program " + PROGRAM
            + " is not installed: install RabbitMQ (Debian, Ubuntu: apt-get install rabbitmq-server)";

    private RabbitServer() {}

    /** Whether the machine has the programs that it takes. */
    public static boolean isInstalled() {
        return program().isPresent() && find("epmd").isPresent();
    }

    private static Optional<Path> program() {
        return Files.isExecutable(DEBIAN) ? Optional.of(DEBIAN) : find(PROGRAM);
    }

    private static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where a node on this port is reached. */
    static URI url(int port) {
        return URI.create("amqp://guest:guest@localhost:" + port);
    }

    /** The directory of Erlang nodes, which the node asks for at its start and which is not part of it. */
    static RestartableProcess.Plan directory(Path folder, int directoryPort) {
        return new RestartableProcess.Plan(
                "epmd",
                List.of(find("epmd").orElseThrow().toString(), "-port", Integer.toString(directoryPort)),
                Map.of("ERL_EPMD_ADDRESS", "127.0.0.1"),
                folder,
                Probes.port(directoryPort));
    }

    /** The node, with its data below {@code folder}. */
    static RestartableProcess.Plan node(Path folder, int port, int distributionPort, int directoryPort)
            throws IOException {
        Path data = Files.createDirectories(folder.resolve("rabbitmq"));
        Path config = Files.writeString(data.resolve("rabbitmq.conf"), """
                # A machine that is nearly full shall not make the broker wait without a word.
                disk_free_limit.absolute = 10MB
                """);
        Path plugins = Files.writeString(data.resolve("enabled_plugins"), "[].\n");
        Path noMoreSettings = Files.writeString(data.resolve("rabbitmq-env.conf"), "");
        Map<String, String> environment = new HashMap<>(Map.of(
                "HOME", data.toString(),
                "RABBITMQ_NODENAME", "taskcluster" + port + "@localhost",
                "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                "RABBITMQ_NODE_PORT", Integer.toString(port),
                "RABBITMQ_DIST_PORT", Integer.toString(distributionPort),
                "ERL_EPMD_PORT", Integer.toString(directoryPort),
                "ERL_EPMD_ADDRESS", "127.0.0.1"));
        environment.putAll(Map.of(
                "RABBITMQ_MNESIA_BASE", data.resolve("mnesia").toString(),
                "RABBITMQ_LOG_BASE", data.resolve("log").toString(),
                "RABBITMQ_PID_FILE", data.resolve("pid").toString(),
                "RABBITMQ_CONFIG_FILE", config.toString(),
                "RABBITMQ_CONF_ENV_FILE", noMoreSettings.toString(),
                "RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()));
        return new RestartableProcess.Plan(
                "broker", List.of(program().orElseThrow().toString()), environment, folder, Probes.rabbit(url(port)));
    }
}
