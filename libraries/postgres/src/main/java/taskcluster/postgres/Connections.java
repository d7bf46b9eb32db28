package taskcluster.postgres;

import org.postgresql.ds.PGSimpleDataSource;

/** How connections are set up. */
final class Connections {
    private static final int LOGIN_TIMEOUT_SECONDS = 10;

    private Connections() {}

    static PGSimpleDataSource dataSource(DatabaseConfig config) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(config.url());
        dataSource.setUser(config.user());
        dataSource.setPassword(config.password());
        if (!config.url().contains("ApplicationName=")) {
            dataSource.setApplicationName("taskcluster");
        }
        dataSource.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
        dataSource.setTcpKeepAlive(true);
        // Every statement is used again, so it is worth preparing on the server at once.
        dataSource.setPrepareThreshold(1);
        dataSource.setPreparedStatementCacheQueries(1024);
        dataSource.setStringType("unspecified");
        dataSource.setOptions(
                "-c statement_timeout=" + config.statementTimeout().toMillis()
                        + " -c idle_in_transaction_session_timeout=20000 -c timezone=UTC -c plan_cache_mode=force_generic_plan");
        return dataSource;
    }
}
