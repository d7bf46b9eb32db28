package taskcluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.pulse.Event;

class TestDatabaseTest {
    @Test
    void databasesAreMigratedAndApart() {
        try (TestDatabase one = TestDatabase.create();
                TestDatabase other = TestDatabase.create()) {
            one.as("queue").call("pulse.put_cursor", "reader", 5).run();
            assertThat(one.as("auth").call("pulse.get_cursor", "reader").text()).contains("5");
            assertThat(other.as("auth").call("pulse.get_cursor", "reader").text())
                    .isEmpty();
            assertThat(one.as("queue")).isSameAs(one.as("queue"));
        }
    }

    @Test
    void aServiceHasOnlyItsRights() {
        try (TestDatabase database = TestDatabase.create()) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> database.as("queue")
                            .call("taskcluster.append_event", "x", "k", null, "{}")
                            .run())
                    .satisfies(e -> assertThat(e.getMostSpecificCause()).hasMessageContaining("permission denied"));
        }
    }

    @Test
    void eventsCanBeAwaitedAndCleared() {
        try (TestDatabase database = TestDatabase.create()) {
            TestEvents events = new TestEvents(database);
            JdbcTemplate admin = new JdbcTemplate(database.admin());
            Thread.ofVirtual()
                    .start(() -> List.of("a", "b")
                            .forEach(key -> admin.execute("select taskcluster.append_event('exchange/s/v1/things', '"
                                    + key + "', '{route.r}', '{\"key\": \"" + key + "\"}')")));
            Event event = events.await("things", e -> e.routingKey().equals("b"));
            assertThat(event.json().path("key").asString()).isEqualTo("b");
            assertThat(event.routes()).containsExactly("r");
            assertThat(events.of("exchange/s/v1/things"))
                    .extracting(Event::routingKey)
                    .containsExactly("a", "b");
            assertThat(events.of("ings")).isEmpty();
            events.clear();
            assertThat(events.all()).isEmpty();
        }
    }
}
