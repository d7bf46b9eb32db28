package taskcluster.notify.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotifyRouteTest {
    @ParameterizedTest
    @CsvSource({
        "notify.email.me@x.y.z.on-failed, email, me@x.y.z, failed",
        "notify.pulse.a.b.c.on-any, pulse, a.b.c, any",
        "notify.matrix-room.!r:x.org.on-transition, matrix-room, !r:x.org, transition",
        "notify.slack-channel.C1.on-on-x, slack-channel, C1, on-x",
        "notify.email..on-failed, email, '', failed"
    })
    void aRouteHasATypeAnAddressAndAState(String route, String type, String address, String when) {
        assertThat(NotifyRoute.parse(route)).contains(new NotifyRoute(type, address, when));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "notify",
                "notify.email.on-failed",
                "Notify.email.a.on-failed",
                "x.notify.email.a.on-failed",
                "notify.phone.a.on-failed",
                "notify.email.a.failed",
                "notify.email.a.on-failed."
            })
    void othersAreNone(String route) {
        assertThat(NotifyRoute.parse(route)).isEmpty();
    }

    @Test
    void thereAreEighteenBindings() {
        assertThat(TaskListener.bindings()).hasSize(18).doesNotHaveDuplicates();
        assertThat(TaskListener.bindings().stream()
                        .collect(Collectors.groupingBy(
                                binding -> binding.exchange().replaceFirst(".*/task-", ""), Collectors.counting())))
                .containsOnlyKeys("defined", "pending", "running", "completed", "failed", "exception")
                .containsEntry("defined", 2L)
                .containsEntry("exception", 4L);
    }
}
