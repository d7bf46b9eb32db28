package taskcluster.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;

class StaticClientsParserTest {
    private static final String TOKEN = "a".repeat(44);

    private static List<Map<String, Object>> internal() {
        List<Map<String, Object>> entries = new ArrayList<>();
        InternalClients.ids()
                .forEach(clientId ->
                        entries.add(new LinkedHashMap<>(Map.of("clientId", clientId, "accessToken", TOKEN))));
        return entries;
    }

    private static Map<String, StaticClient> parse(List<Map<String, Object>> entries) {
        Map<String, StaticClient> clients = new LinkedHashMap<>();
        new StaticClientsParser()
                .parse(Json.MAPPER.writeValueAsString(entries))
                .forEach(client -> clients.put(client.clientId(), client));
        return clients;
    }

    @Test
    void internalClientsGetTheScopesThatTheirServicesNeed() {
        Map<String, StaticClient> clients = parse(internal());
        assertThat(clients).hasSize(12);
        assertThat(clients.get("static/taskcluster/root").scopes()).containsExactly("*");
        assertThat(clients.get("static/taskcluster/queue").scopes()).containsExactly("*");
        assertThat(clients.get("static/taskcluster/secrets").scopes()).isEmpty();
        assertThat(clients.get("static/taskcluster/web-server").scopes())
                .hasSize(17)
                .contains("assume:login-identity:*", "auth:reset-access-token:mozilla-auth0/*");
        assertThat(clients.get("static/taskcluster/index").description()).startsWith("Internal client\n");
    }

    @Test
    void otherClientsBringTheirOwn() {
        List<Map<String, Object>> entries = internal();
        entries.add(Map.of(
                "clientId",
                "static/team/bot",
                "accessToken",
                TOKEN,
                "description",
                "Our bot",
                "scopes",
                List.of("b", "a*", "*", "b")));
        StaticClient bot = parse(entries).get("static/team/bot");
        assertThat(bot).isNotNull();
        assertThat(bot.scopes()).containsExactly("*", "a*", "b");
        assertThat(bot.description()).startsWith("Our bot\n");
        assertThat(bot.toString()).doesNotContain(TOKEN);
    }

    @Test
    @DisplayName("auth-77: all problems are named in one line")
    void allProblemsAreNamedInOneLine() {
        List<Map<String, Object>> entries = internal();
        entries.removeIf(entry -> "static/taskcluster/root".equals(entry.get("clientId")));
        entries.getFirst().put("scopes", List.of());
        entries.get(1).put("accessToken", "short");
        entries.get(2).put("colour", "red");
        entries.add(Map.of("clientId", "static/taskcluster/unheard-of", "accessToken", TOKEN));
        entries.add(Map.of("clientId", "static/bot", "accessToken", TOKEN, "scopes", List.of("a**")));
        entries.add(Map.of("clientId", "not-static", "accessToken", TOKEN));
        entries.add(entries.get(3));
        assertThatThrownBy(() -> parse(entries))
                .isInstanceOf(InvalidStaticClientsException.class)
                .message()
                .startsWith("auth.static-clients: ")
                .contains("missing clients static/taskcluster/root")
                .contains("extra clients static/taskcluster/unheard-of")
                .contains(entries.get(0).get("clientId") + " must not have scopes")
                .contains(entries.get(1).get("clientId") + " needs an accessToken")
                .contains(entries.get(2).get("clientId") + " has the unknown property colour")
                .contains("static/bot needs a description")
                .contains("static/bot needs scopes, an array of scopes that do not end in **")
                .contains("entry 13 needs a clientId that starts with static/")
                .contains(entries.get(3).get("clientId") + " is there twice")
                .doesNotContain("\n")
                .doesNotContain(TOKEN);
    }

    @Test
    void whatIsNotAListOfClientsIsRefusedWithoutQuotingIt() {
        for (String broken : List.of("", "{", "{\"secret\": 1}", "\"secret\"", "[secret]")) {
            assertThatThrownBy(() -> new StaticClientsParser().parse(broken))
                    .isInstanceOf(InvalidStaticClientsException.class)
                    .hasMessageStartingWith("auth.static-clients: ")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> new StaticClientsParser().parse("[1, null, {}]"))
                .hasMessageContaining("entry 0 needs a clientId")
                .hasMessageContaining("entry 2 needs a clientId");
    }
}
