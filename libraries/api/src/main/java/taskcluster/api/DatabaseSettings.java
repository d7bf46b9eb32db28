package taskcluster.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import taskcluster.postgres.DatabaseConfig;

/**
 * How a service reaches the database: properties {@code <service>.database.*} of its configuration.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://host:port/database}; required
 * @param user the role of the service, {@code taskcluster_<service>} if not given
 * @param password its password
 * @param poolSize most connections at a time, at least 1
 * @param statementTimeout after which the server ends a statement; zero for no limit
 */
public record DatabaseSettings(
        @DefaultValue("") String url,
        @Nullable String user,
        @DefaultValue("") String password,
        @DefaultValue("10") int poolSize,
        @DefaultValue("30s") Duration statementTimeout) {

    public DatabaseSettings {
        if (url.isBlank()) {
            throw new IllegalArgumentException("database.url (WRITE_DB_URL) is not set");
        }
    }

    /**
     * These settings, completed with the role of the service.
     *
     * @param service its name, such as {@code purge-cache}
     */
    public DatabaseConfig toDatabaseConfig(String service) {
        String role = user == null || user.isBlank() ? "taskcluster_" + service.replace('-', '_') : user;
        return new DatabaseConfig(url, role, password, poolSize, statementTimeout);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "url=" + url + ", user=" + user;
    }
}
