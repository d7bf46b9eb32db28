package taskcluster.pulse;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * How to reach RabbitMQ.
 *
 * @param uri {@code amqp://user:password@host:port/vhost} or {@code amqps://...}; user, password and vhost URL-encoded, no
 *     path or {@code /} for the vhost {@code /}
 */
public record RabbitConfig(String uri) {
    public RabbitConfig {
        try {
            URI parsed = new URI(uri);
            if (parsed.getHost() == null
                    || !("amqp".equals(parsed.getScheme()) || "amqps".equals(parsed.getScheme()))) {
                throw new IllegalArgumentException("An AMQP URL looks like amqp://user:password@host:5672/vhost");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("The AMQP URL is not a URL; it must be URL-encoded", e);
        }
    }

    /** Host and port, for messages. */
    String address() {
        URI parsed = URI.create(uri);
        return parsed.getPort() < 0 ? parsed.getHost() : parsed.getHost() + ":" + parsed.getPort();
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "RabbitConfig[" + address() + "]";
    }
}
