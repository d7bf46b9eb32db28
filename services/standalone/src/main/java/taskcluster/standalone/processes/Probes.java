package taskcluster.standalone.processes;

import com.rabbitmq.client.ConnectionFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** How each kind of part is asked whether it does its work. */
final class Probes {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int SERVER_ERROR = 500;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private Probes() {}

    /** Any answer that is not the server's own failure. */
    static RestartableProcess.Probe http(String url) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        return () -> HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < SERVER_ERROR;
    }

    /** Something listens. */
    static RestartableProcess.Probe port(int port) {
        return () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        };
    }

    static RestartableProcess.Probe postgres(String jdbcUrl, String password) {
        return () -> {
            try (Connection connection = DriverManager.getConnection(jdbcUrl, "postgres", password);
                    Statement statement = connection.createStatement()) {
                return statement.execute("select 1");
            } catch (SQLException notYet) {
                return false;
            }
        };
    }

    static RestartableProcess.Probe rabbit(URI url) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(url);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException("not an AMQP URL: " + url, e);
        }
        factory.setConnectionTimeout((int) PATIENCE.toMillis());
        return () -> {
            try (com.rabbitmq.client.Connection connection = factory.newConnection("probe")) {
                return connection.isOpen();
            } catch (TimeoutException notYet) {
                return false;
            }
        };
    }
}
