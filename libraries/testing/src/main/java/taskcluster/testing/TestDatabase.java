package taskcluster.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.db.ScratchDatabase;
import taskcluster.db.ScratchPostgres;
import taskcluster.postgres.Database;
import taskcluster.postgres.DatabaseConfig;

/**
 * A fresh, migrated database on the embedded Postgres of this JVM. The first one takes some seconds, each further one a
 * fraction of a second; use one a test class.
 */
public final class TestDatabase implements AutoCloseable {
    private static final String TRIGGER_FUNCTION = "create or replace function taskcluster.no_events() returns trigger"
            + " language plpgsql as $$ begin %s; end; $$";

    private static final int POOL_SIZE = 10;
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    private final ScratchDatabase scratch;
    private final Map<String, Database> databases = new HashMap<>();

    private TestDatabase(ScratchDatabase scratch) {
        this.scratch = scratch;
    }

    public static TestDatabase create() {
        return new TestDatabase(ScratchPostgres.get().create());
    }

    /** The database as this service sees it; one object a service, closed together with this one. */
    public synchronized Database as(String service) {
        return databases.computeIfAbsent(service, name -> Database.connect(config(name), new SimpleMeterRegistry()));
    }

    /** How this service connects, for what opens its own {@link Database}. */
    public DatabaseConfig config(String service) {
        String role = "taskcluster_" + service.replace('-', '_');
        return new DatabaseConfig(scratch.url(), role, ScratchPostgres.PASSWORD, POOL_SIZE, STATEMENT_TIMEOUT);
    }

    /** JDBC URL without credentials. */
    public String url() {
        return scratch.url();
    }

    /** The database as its owner, for arranging and looking behind the functions. Each connection is a new one: close it. */
    public DataSource admin() {
        return scratch.admin();
    }

    /** Does some work while no event can be written, so that whatever has to announce itself fails. */
    public void whileEventsAreRefused(Runnable work) {
        JdbcTemplate sql = new JdbcTemplate(admin());
        sql.execute(TRIGGER_FUNCTION.formatted("raise exception 'no events today'"));
        Boolean isThere =
                sql.queryForObject("select exists (select from pg_trigger where tgname = 'no_events')", Boolean.class);
        if (!Boolean.TRUE.equals(isThere)) {
            sql.execute("create trigger no_events before insert on taskcluster.events"
                    + " for each row execute function taskcluster.no_events()");
        }
        try {
            work.run();
        } finally {
            // The trigger stays, since dropping it takes locks that readers of the log are in the way of.
            sql.execute(TRIGGER_FUNCTION.formatted("return new"));
        }
    }

    @Override
    public synchronized void close() {
        databases.values().forEach(Database::close);
        scratch.close();
    }
}
