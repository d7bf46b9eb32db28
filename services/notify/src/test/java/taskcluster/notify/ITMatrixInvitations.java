package taskcluster.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import taskcluster.notify.FakeHttpServer.Answer;
import taskcluster.notify.FakeHttpServer.Request;
import taskcluster.testing.Await;

/** The bot comes where it is invited. */
class ITMatrixInvitations {
    @Test
    void invitationsAreAccepted() {
        AtomicInteger syncs = new AtomicInteger();
        try (FakeHttpServer home = new FakeHttpServer(request -> {
                    if (!request.resource().contains("/sync")) {
                        return Answer.json(Map.of("room_id", "!r:x"));
                    }
                    return syncs.incrementAndGet() == 1
                            ? Answer.json(Map.of(
                                    "next_batch",
                                    "s/1",
                                    "rooms",
                                    Map.of("invite", Map.of("!r:x", Map.of("invite_state", Map.of())))))
                            : Answer.json(Map.of("next_batch", "s2"));
                });
                NotifyFixture _ = NotifyFixture.start(Map.of("notify.matrix.base-url", home.url()))) {
            Await.until(() -> syncs.get() == 2);

            List<Request> joins = home.requests().stream()
                    .filter(request -> request.resource().contains("/join/"))
                    .toList();
            assertThat(joins).hasSize(1);
            assertThat(joins.getFirst().verb()).isEqualTo("POST");
            assertThat(joins.getFirst().resource()).isEqualTo("/_matrix/client/v3/join/%21r%3Ax");
            assertThat(joins.getFirst().authorization()).isEqualTo("Bearer matrix-token");
            assertThat(home.requests().getFirst().resource()).doesNotContain("since=");
            assertThat(home.requests().getLast().resource()).contains("since=s%2F1");
        }
    }
}
