package taskcluster.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * The artifact store as a process of its own, on the loopback interface, until it is ended. Its environment: {@code PORT}, the
 * folders {@code STORE} (a folder in it is a bucket) and {@code SCRATCH}, {@code AWS_ACCESS_KEY_ID} and
 * {@code AWS_SECRET_ACCESS_KEY}.
 */
public final class ArtifactStoreServer {
    private ArtifactStoreServer() {}

    public static void main(String[] arguments) throws LifecycleException {
        Map<String, String> environment = System.getenv();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(required(environment, "SCRATCH"));
        Connector connector = new Connector();
        connector.setPort(Integer.parseInt(required(environment, "PORT")));
        connector.setProperty("address", "127.0.0.1");
        connector.getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(
                context,
                "store",
                new ArtifactStore(
                        Path.of(required(environment, "STORE")),
                        required(environment, "AWS_ACCESS_KEY_ID"),
                        required(environment, "AWS_SECRET_ACCESS_KEY")));
        context.addServletMappingDecoded(ArtifactStore.PATH + "/*", "store");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static String required(Map<String, String> environment, String name) {
        return Objects.requireNonNull(environment.get(name), name);
    }

    /** Where clients reach the store of a process on this port. */
    public static String url(int port) {
        return "http://localhost:" + port + ArtifactStore.PATH;
    }

    /** Makes a bucket in the store of this folder. */
    public static void createBucket(Path store, String name) throws IOException {
        Files.createDirectories(store.resolve(name));
    }
}
