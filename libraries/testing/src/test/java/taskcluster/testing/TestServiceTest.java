package taskcluster.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import taskcluster.api.Api;
import taskcluster.api.ApiMethod;
import taskcluster.api.ApiRequest;
import taskcluster.api.Authentication;
import taskcluster.api.Authenticator;
import taskcluster.api.HawkRequest;
import taskcluster.core.Json;
import taskcluster.scopes.ScopeSet;

class TestServiceTest {
    /** An API of one method, which tells the time. */
    @Configuration(proxyBeanMethods = false)
    static class TimeService {
        @Bean
        Api timeApi(Clock clock, @Value("${time.greeting:hello}") String greeting) {
            return Api.builder("time", "v1")
                    .title("Time")
                    .description("Tells the time.")
                    .handlers(new TimeApi(clock, greeting))
                    .build();
        }
    }

    /** The same service with an authenticator of its own. */
    @Configuration(proxyBeanMethods = false)
    static class OwnAuthenticator {
        @Bean
        Authenticator ownAuthenticator(Clock clock) {
            return new Authenticator() {
                @Override
                public Authentication authenticate(HawkRequest request) {
                    return new Authentication.Success(
                            "own", ScopeSet.ofNormalised(List.of("*")), clock.instant(), null);
                }
            };
        }
    }

    record TimeApi(Clock clock, String greeting) {
        @ApiMethod(
                name = "now",
                route = "/now/<name>",
                scopes = "time:tell:<name>",
                title = "Now",
                description = "Tells the time.")
        Object now(ApiRequest request) {
            return Map.of(
                    "time", Json.timestamp(clock.instant()),
                    "caller", request.clientId(),
                    "greeting", greeting + " " + request.param("name"));
        }
    }

    @Test
    void startsServicesOnADatabaseAndAPort() {
        MutableClock clock = MutableClock.at("2026-01-01T00:00:00Z");
        try (TestService service = TestService.builder(TimeService.class)
                .clock(clock)
                .property("time.greeting", "good day")
                .start()) {
            TestClient alice = service.client("alice", "time:tell:alice").forService("time");
            assertThat(alice.get("now/alice").ok()).isEqualTo(Json.MAPPER.readTree("""
                                    {"time": "2026-01-01T00:00:00.000Z", "caller": "alice",
                                     "greeting": "good day alice"}"""));
            clock.advance(Duration.ofDays(1));
            assertThat(alice.get("now/alice").ok().path("time").asString()).isEqualTo("2026-01-02T00:00:00.000Z");
            assertThat(alice.get("now/bob").code()).isEqualTo("InsufficientScopes");
            assertThat(alice.as("carol").get("now/alice").code()).isEqualTo("AuthenticationFailed");
            assertThat(service.anonymous().get("/api/time/v1/ping").status()).isEqualTo(200);
            service.authenticator().anonymous("time:tell:*");
            assertThat(service.anonymous().forService("time").get("now/you").status())
                    .isEqualTo(200);
            assertThat(service.bean(Clock.class)).isSameAs(clock);
            assertThat(service.bean("timeApi", Api.class)).isNotNull();
            assertThat(service.database().as("queue").isHealthy(Duration.ofSeconds(10)))
                    .isTrue();
            assertThat(service.rootUrl().url()).startsWith("http://localhost:");
        }
    }

    @Test
    void aServiceMayBringItsOwnAuthenticatorAndTheTestItsDatabase() {
        try (TestDatabase database = TestDatabase.create()) {
            try (TestService service = TestService.builder(TimeService.class, OwnAuthenticator.class)
                    .database(database)
                    .start()) {
                assertThat(service.client("alice")
                                .get("/api/time/v1/now/x")
                                .ok()
                                .path("caller")
                                .asString())
                        .isEqualTo("own");
            }
            assertThat(database.as("auth").isHealthy(Duration.ofSeconds(10)))
                    .as("the database outlives the service")
                    .isTrue();
        }
    }

    @Test
    void beansOfTheTestArePreferred() {
        Clock fixed = MutableClock.at("2000-01-01T00:00:00Z");
        try (TestService service = TestService.builder(TimeService.class)
                .bean(Authenticator.class, new FakeAuthenticator().anonymous("*"))
                .clock(fixed)
                .start()) {
            assertThat(service.anonymous()
                            .get("/api/time/v1/now/x")
                            .ok()
                            .path("time")
                            .asString())
                    .isEqualTo("2000-01-01T00:00:00.000Z");
        }
    }

    @Test
    void whatDoesNotStartLeavesNothingBehind() {
        assertThatThrownBy(() -> TestService.builder(TimeService.class)
                        .property("http.max-body-size", "none")
                        .start())
                .isInstanceOf(RuntimeException.class);
        try (TestService service = TestService.start(TimeService.class)) {
            assertThat(service.anonymous().get("/api/time/v1/ping").status()).isEqualTo(200);
        }
    }
}
