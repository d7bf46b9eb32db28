package taskcluster.api;

import java.time.Duration;
import taskcluster.postgres.Database;

/** A service's database answers. */
public record DatabaseHealth(String name, Database database) implements HealthCheck {
    @Override
    public boolean isHealthy(Duration timeout) {
        return database.isHealthy(timeout);
    }
}
