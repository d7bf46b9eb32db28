package taskcluster.api;

import java.time.Duration;
import taskcluster.pulse.RabbitHealth;

/** RabbitMQ answers. */
record PulseHealth(RabbitHealth rabbit) implements HealthCheck {
    @Override
    public String name() {
        return "pulse";
    }

    @Override
    public boolean isHealthy(Duration timeout) {
        return rabbit.answers(timeout);
    }
}
