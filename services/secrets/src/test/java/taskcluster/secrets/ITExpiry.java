package taskcluster.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.secrets.SecretsFixture.FAR;
import static taskcluster.secrets.SecretsFixture.ago;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.postgres.ColumnEncryption;
import taskcluster.testing.Await;

/** Deleting secrets that have expired. */
class ITExpiry {
    private static final String BY_SERVICE = "expired by static/taskcluster/secrets";

    private SecretsFixture secrets;

    @BeforeEach
    void start() {
        secrets = SecretsFixture.start();
    }

    @AfterEach
    void stop() {
        secrets.close();
    }

    private List<String> stored() {
        return secrets.admin().queryForList("select name from taskcluster.secrets order by name", String.class);
    }

    private List<String> expirations() {
        return secrets.admin()
                .queryForList(
                        "select entity_id || ' ' || action_type || ' by ' || client_id from taskcluster.audit_history"
                                + " where entity_type = 'secret' and action_type = 'expired' order by entity_id",
                        String.class);
    }

    @Test
    @DisplayName("secrets-34: each secret that expires is deleted and recorded once")
    void eachIsRecordedOnce() {
        for (String name : List.of("a", "b", "c")) {
            secrets.set(name, "v", ago(Duration.ofSeconds(1)));
        }
        secrets.set("kept", "v", FAR);
        try (SecretsFixture other = secrets.startAnother(Map.of("secrets.expiration-interval", "1s"))) {
            Await.untilAsserted(() -> assertThat(stored()).containsExactly("kept"));
            assertThat(expirations()).containsExactly("a " + BY_SERVICE, "b " + BY_SERVICE, "c " + BY_SERVICE);
            other.set("a", "again", FAR);
            assertThat(other.history("a")).containsExactly("created by root", BY_SERVICE, "created by root");
        }
    }

    @Test
    @DisplayName("secrets-35: runs at the same time share the work, and none is recorded twice")
    void runsAtTheSameTime() throws Exception {
        secrets.admin()
                .execute(
                        "insert into taskcluster.secrets (name, encrypted_secret, expires)"
                                + " select 's' || i, '{\"kid\": \"k1\"}', now() - interval '1 s' from generate_series(1, 500) i");
        SecretStore store =
                new SecretStore(secrets.database().as("secrets"), ColumnEncryption.fromJson(SecretsFixture.keys("k1")));
        List<String> deleted = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<String>> run = () -> store.deleteExpired(100, "static/taskcluster/secrets");
            while (!stored().isEmpty()) {
                for (Future<List<String>> batch : threads.invokeAll(List.of(run, run, run, run))) {
                    deleted.addAll(batch.get());
                }
            }
        }
        // The service's own job may have had its share.
        assertThat(deleted).doesNotHaveDuplicates();
        assertThat(expirations()).hasSize(500).doesNotHaveDuplicates();
    }

    @Test
    void oneThatIsBeingSetAgainIsLeftAlone() throws Exception {
        secrets.set("x", "old", ago(Duration.ofSeconds(1)));
        try (Connection setting = secrets.database().admin().getConnection()) {
            setting.setAutoCommit(false);
            try (Statement statement = setting.createStatement()) {
                statement.execute("select secrets.set_secret('x', '{\"kid\": \"k1\"}', '2100-01-01', 'setter')");
            }
            assertThat(secrets.database()
                            .as("secrets")
                            .call("secrets.delete_expired_secrets", 10, "sweeper")
                            .list((row, _) -> row.getString(1)))
                    .isEmpty();
            setting.commit();
        }
        assertThat(stored()).containsExactly("x");
        assertThat(secrets.history("x")).containsExactly("created by root", "created by setter");
    }
}
