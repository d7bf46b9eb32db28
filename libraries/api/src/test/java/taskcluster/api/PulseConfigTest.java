package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PulseConfigTest {
    private static PulseConfig bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("pulse", PulseConfig.class);
    }

    @Test
    void partsAreEncodedIntoAUrl() {
        PulseConfig config = bind(Map.of(
                "pulse.hostname", "broker:5671",
                "pulse.username", "a b",
                "pulse.password", "p/@",
                "pulse.vhost", "v/1"));
        assertThat(config.toRabbitConfig().uri()).isEqualTo("amqps://a%20b:p%2F%40@broker:5671/v%2F1");
        assertThat(config.toString()).doesNotContain("p/@");
    }

    @Test
    void theDefaultVirtualHostIsTheRoot() {
        PulseConfig config = bind(
                Map.of("pulse.hostname", "h", "pulse.username", "u", "pulse.password", "p", "pulse.amqps", "false"));
        assertThat(config.toRabbitConfig().uri()).isEqualTo("amqp://u:p@h/");
    }
}
