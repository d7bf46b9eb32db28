package taskcluster.api;

import java.time.Duration;

/** Something that a service cannot work without, such as its database. Beans of this type decide the heartbeat. */
public interface HealthCheck {
    /** What is checked, such as {@code queue-database}; unique in the process. */
    String name();

    /** Whether it answers within the time. Exceptions count as no. */
    boolean isHealthy(Duration timeout);
}
