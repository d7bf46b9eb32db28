package taskcluster.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import taskcluster.pulse.ExchangeDeclaration;

class AuthExchangesTest {
    @Test
    void theRoutingKeyIsAlwaysTheOneThatTheStoredFunctionsUse() {
        assertThat(AuthExchanges.EXCHANGES.declarations())
                .extracting(ExchangeDeclaration::exchange)
                .containsExactly(
                        "client-created",
                        "client-updated",
                        "client-deleted",
                        "role-created",
                        "role-updated",
                        "role-deleted");
        assertThat(AuthExchanges.EXCHANGES.declarations())
                .allSatisfy(declaration ->
                        assertThat(declaration.routingKey(Map.of())).isEqualTo("_"));
        assertThat(AuthExchanges.EXCHANGES.fullName("client-created"))
                .isEqualTo("exchange/taskcluster-auth/v1/client-created");
    }
}
