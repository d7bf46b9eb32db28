package taskcluster.db;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own for a test; dropped when closed. */
public final class ScratchDatabase implements AutoCloseable {
    private final ScratchPostgres server;
    private final String name;

    ScratchDatabase(ScratchPostgres server, String name) {
        this.server = server;
        this.name = name;
    }

    public String url() {
        return "jdbc:postgresql://localhost:" + server.port() + "/" + name;
    }

    /** Connections of the owner. */
    public DataSource admin() {
        return server.dataSource(name);
    }

    /** Connections of a service's role. */
    public DataSource as(String service) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url());
        dataSource.setUser(AccessRules.roleOf(service));
        dataSource.setPassword(ScratchPostgres.PASSWORD);
        return dataSource;
    }

    @Override
    public void close() {
        server.drop(name);
    }
}
