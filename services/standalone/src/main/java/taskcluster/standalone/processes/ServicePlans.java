package taskcluster.standalone.processes;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.auth.AuthApplication;
import taskcluster.queue.QueueApplication;
import taskcluster.standalone.ArtifactStoreServer;
import taskcluster.standalone.Secrets;

/**
 * How the services are started: by their main classes, with this process' class path, and by environment variables as in a cluster.
 *
 * @param amqpUrl where events are published; null for nowhere
 * @param storeUrl the S3
 */
record ServicePlans(
        Path folder,
        Secrets secrets,
        String jdbcUrl,
        @Nullable URI amqpUrl,
        int authPort,
        String storeUrl) {
    private static final String PUBLIC_BUCKET = "public-artifacts";
    private static final String PRIVATE_BUCKET = "private-artifacts";

    String rootUrl() {
        return "http://localhost:" + authPort;
    }

    RestartableProcess.Plan auth(List<String> jvm) {
        Map<String, String> environment = service("auth", authPort);
        environment.put("STATIC_CLIENTS", secrets.staticClientsJson("standalone/generic"));
        environment.put("DB_CRYPTO_KEYS", secrets.cryptoKeysJson());
        return new RestartableProcess.Plan(
                "auth",
                java(jvm, AuthApplication.class, List.of()),
                environment,
                folder,
                Probes.http(rootUrl() + "/api/auth/v1/ping"));
    }

    RestartableProcess.Plan queue(String name, int port, List<String> jvm, List<String> settings) {
        Map<String, String> environment = service("queue", port);
        environment.putAll(storeKeys());
        environment.putAll(Map.of(
                "TASKCLUSTER_ACCESS_TOKEN",
                secrets.accessToken(Secrets.QUEUE_CLIENT),
                "PUBLIC_ARTIFACT_BUCKET",
                PUBLIC_BUCKET,
                "PRIVATE_ARTIFACT_BUCKET",
                PRIVATE_BUCKET,
                "ARTIFACT_REGION",
                "us-east-1",
                "AWS_ENDPOINT",
                storeUrl,
                "AWS_FORCE_PATH_STYLE",
                "true",
                "SIGN_PUBLIC_ARTIFACT_URLS",
                "true",
                "AWS_SKIP_CORS_CONFIGURATION",
                "true"));
        return new RestartableProcess.Plan(
                name,
                java(jvm, QueueApplication.class, settings),
                environment,
                folder,
                Probes.http("http://localhost:" + port + "/api/queue/v1/ping"));
    }

    RestartableProcess.Plan store(int port) throws IOException {
        Path store = folder.resolve("store");
        ArtifactStoreServer.createBucket(store, PUBLIC_BUCKET);
        ArtifactStoreServer.createBucket(store, PRIVATE_BUCKET);
        Map<String, String> environment = new HashMap<>(storeKeys());
        environment.putAll(Map.of(
                "PORT", Integer.toString(port),
                "STORE", store.toString(),
                "SCRATCH", Files.createDirectories(folder.resolve("tomcat")).toString(),
                "LC_ALL", "C.UTF-8"));
        return new RestartableProcess.Plan(
                "s3",
                java(
                        List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        ArtifactStoreServer.class,
                        List.of()),
                environment,
                folder,
                Probes.http(storeUrl + "/" + PUBLIC_BUCKET));
    }

    private Map<String, String> storeKeys() {
        return Map.of(
                "AWS_ACCESS_KEY_ID", secrets.s3AccessKeyId(),
                "AWS_SECRET_ACCESS_KEY", secrets.s3SecretAccessKey());
    }

    private Map<String, String> service(String name, int port) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT", Integer.toString(port),
                "SERVER_ADDRESS", "127.0.0.1",
                "TASKCLUSTER_ROOT_URL", rootUrl(),
                "WRITE_DB_URL", jdbcUrl,
                "DB_PASSWORD", secrets.databasePassword(name)));
        if (amqpUrl != null) {
            environment.putAll(pulse(amqpUrl));
        }
        return environment;
    }

    private static Map<String, String> pulse(URI amqpUrl) {
        String[] user = String.valueOf(amqpUrl.getRawUserInfo()).split(":", 2);
        String path = amqpUrl.getRawPath();
        return Map.of(
                "PULSE_HOSTNAME",
                amqpUrl.getHost() + (amqpUrl.getPort() < 0 ? "" : ":" + amqpUrl.getPort()),
                "PULSE_USERNAME",
                decoded(user[0]),
                "PULSE_PASSWORD",
                user.length < 2 ? "" : decoded(user[1]),
                "PULSE_VHOST",
                path == null || path.length() < 2 ? "/" : decoded(path.substring(1)),
                "PULSE_AMQPS",
                Boolean.toString("amqps".equals(amqpUrl.getScheme())));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static List<String> java(List<String> jvm, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        // Else the class path's own settings would send log lines to a file instead of to the output.
        command.add("-Dlogback.configurationFile=logback-command.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }
}
