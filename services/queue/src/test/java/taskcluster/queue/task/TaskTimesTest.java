package taskcluster.queue.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import taskcluster.api.ApiException;
import taskcluster.core.Json;
import tools.jackson.databind.node.ObjectNode;

class TaskTimesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Duration FIVE_DAYS = Duration.ofDays(5);

    private static TaskTimes times(String created, String deadline, String expires) {
        return new TaskTimes(Instant.parse(created), Instant.parse(deadline), Instant.parse(expires));
    }

    private static ObjectNode definition(String created, String deadline) {
        return Json.MAPPER.createObjectNode().put("created", created).put("deadline", deadline);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T11:45:00.123Z, 2026-03-01T12:00:00.123Z, 2026-03-01T12:00:00.123Z",
        "2026-03-01T12:15:00.123Z, 2026-03-06T12:15:00.123Z, 2026-03-06T12:15:00.123Z",
        "2026-03-01T12:00:00.123Z, 2026-03-01T12:00:00.123Z, 9999-12-31T23:59:59.999Z"
    })
    void datesAtTheirBoundsAreAccepted(String created, String deadline, String expires) {
        assertThatCode(() -> times(created, deadline, expires).check(NOW, FIVE_DAYS))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T11:45:00.122Z, 2026-03-01T13:00:00.000Z, 2026-03-02T12:00:00.000Z, `created` cannot be in the past",
        "2026-03-01T12:15:00.124Z, 2026-03-01T13:00:00.000Z, 2026-03-02T12:00:00.000Z, `created` cannot be in the future",
        "2026-03-01T12:10:00.000Z, 2026-03-01T12:09:59.999Z, 2026-03-02T12:00:00.000Z, `deadline` cannot be before `created`",
        "2026-03-01T11:50:00.000Z, 2026-03-01T12:00:00.122Z, 2026-03-02T12:00:00.000Z, `deadline` cannot be in the past",
        "2026-03-01T12:00:00.000Z, 2026-03-06T12:15:00.124Z, 2026-04-02T12:00:00.000Z, `deadline` cannot be more than 5 days",
        "2026-03-01T12:00:00.000Z, 2026-03-02T12:00:00.000Z, 2026-03-02T11:59:59.999Z, `expires` cannot be before `deadline`"
    })
    void datesBeyondTheirBoundsAreRefused(String created, String deadline, String expires, String message) {
        assertThatThrownBy(() -> times(created, deadline, expires).check(NOW, FIVE_DAYS))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo("InputError"))
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T12:00:00.000Z, 2027-03-02T12:00:00.000Z",
        "2028-02-29T12:00:00.000Z, 2029-03-01T12:00:00.000Z",
        "2027-02-28T12:00:00.000Z, 2028-02-28T12:00:00.000Z"
    })
    void expiryIsAYearAfterTheDeadlineUnlessGiven(String deadline, String expires) {
        assertThat(TaskTimes.parse(definition("2026-03-01T12:00:00Z", deadline)).expires())
                .isEqualTo(Instant.parse(expires));
    }

    @Test
    void datesAreCutToMilliseconds() {
        TaskTimes times = TaskTimes.parse(definition("2026-03-01T13:00:00.123999999+01:00", "2026-03-02T12:00:00.1239Z")
                .put("expires", "2026-03-03t12:00:00z"));
        assertThat(times)
                .isEqualTo(times("2026-03-01T12:00:00.123Z", "2026-03-02T12:00:00.123Z", "2026-03-03T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T12:00:00Z",
                "2026-06-30T23:59:60Z",
                "2026-03-01T12:00:00+23:00",
                "9999-12-31T23:59:59-01:00",
                "tomorrow"
            })
    void whatIsNoDateIsRefused(String deadline) {
        assertThatThrownBy(() -> TaskTimes.parse(definition("2026-03-01T12:00:00Z", deadline)))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo("InputError");
                    assertThat(e.details().get("name")).isEqualTo("deadline");
                });
    }
}
