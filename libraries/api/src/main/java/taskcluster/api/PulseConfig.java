package taskcluster.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.pulse.RabbitConfig;

/**
 * The RabbitMQ that a service of its own process publishes to and consumes from; without {@code pulse.hostname} events stay in
 * the event log and are consumed from there.
 *
 * @param hostname host, maybe with a port ({@code PULSE_HOSTNAME})
 * @param username user, who must be allowed to write to the exchanges of the service ({@code PULSE_USERNAME})
 * @param password its password ({@code PULSE_PASSWORD})
 * @param vhost virtual host ({@code PULSE_VHOST})
 * @param amqps whether the connection is encrypted ({@code PULSE_AMQPS})
 */
@ConfigurationProperties("pulse")
record PulseConfig(
        @DefaultValue("") String hostname,
        @DefaultValue("") String username,
        @DefaultValue("") String password,
        @DefaultValue("/") String vhost,
        @DefaultValue("true") boolean amqps) {

    RabbitConfig toRabbitConfig() {
        return new RabbitConfig((amqps ? "amqps" : "amqp") + "://" + encoded(username) + ":" + encoded(password) + "@"
                + hostname + "/" + (vhost.equals("/") ? "" : encoded(vhost)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "PulseConfig[hostname=" + hostname + ", username=" + username + ", vhost=" + vhost + "]";
    }
}
