package taskcluster.postgres;

import java.time.Duration;

/**
 * How a service reaches the database.
 *
 * @param url JDBC URL, {@code jdbc:postgresql://host:port/database}
 * @param user the role of the service, such as {@code taskcluster_queue}
 * @param poolSize most connections of the pool, at least 1
 * @param statementTimeout after which the server ends a statement; zero for no limit
 */
public record DatabaseConfig(String url, String user, String password, int poolSize, Duration statementTimeout) {
    public DatabaseConfig {
        if (poolSize < 1) {
            throw new IllegalArgumentException("poolSize must be at least 1, not " + poolSize);
        }
        if (statementTimeout.isNegative()) {
            throw new IllegalArgumentException("statementTimeout must not be negative");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseConfig[url=" + url + ", user=" + user + ", poolSize=" + poolSize + "]";
    }
}
