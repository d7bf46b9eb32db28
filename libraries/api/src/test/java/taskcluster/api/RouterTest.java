package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    /** Only its declarations matter. */
    @SuppressWarnings("unused")
    private static final class Methods {
        @ApiMethod(name = "list", route = "/task/<taskId>/artifacts", title = "", description = "")
        void list(ApiRequest request) {}

        @ApiMethod(name = "get", route = "/task/<taskId>/artifacts/<name*>", title = "", description = "")
        void get(ApiRequest request) {}

        @ApiMethod(
                name = "put",
                verb = HttpVerb.PUT,
                route = "/task/<taskId>/<what>/<name>",
                title = "",
                description = "")
        void put(ApiRequest request) {}

        @ApiMethod(name = "special", route = "/task/special/artifacts", title = "", description = "")
        void special(ApiRequest request) {}

        @ApiMethod(name = "clients", route = "/clients/", title = "", description = "")
        void clients(ApiRequest request) {}

        @ApiMethod(name = "root", route = "/", title = "", description = "")
        void root(ApiRequest request) {}
    }

    private final Router router =
            Api.builder("demo", "v1").handlers(new Methods()).build().router();

    @ParameterizedTest
    @CsvSource({
        "GET, /task/t/artifacts, list, '{taskId=t}'",
        "GET, /task/t/artifacts/, list, '{taskId=t}'",
        "GET, /task/t/artifacts/a, get, '{taskId=t, name=a}'",
        "GET, /task/t/artifacts//, get, '{taskId=t, name=/}'",
        "GET, /task/t/artifacts/public/a%2Fb/, get, '{taskId=t, name=public/a%2Fb/}'",
        "GET, /task/special/artifacts, special, {}",
        "GET, /task/special/artifacts/x, get, '{taskId=special, name=x}'",
        "PUT, /task/special/artifacts/x, put, '{taskId=special, what=artifacts, name=x}'",
        "PUT, /task/t/artifacts/x/, put, '{taskId=t, what=artifacts, name=x}'",
        "GET, /clients, clients, {}",
        "GET, /clients/, clients, {}",
        "GET, /, root, {}",
        "GET, '', root, {}",
    })
    void findsTheMostSpecificRoute(HttpVerb verb, String path, String name, String values) {
        Router.@Nullable Match match = router.match(verb, path);
        assertThat(match).isNotNull();
        assertThat(match.endpoint().name()).isEqualTo(name);
        assertThat(match.values()).hasToString(values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Clients", "/clients/x", "/clients//", "/task//artifacts", "/task/t", "/task", "/x", "//"})
    void findsNothing(String path) {
        assertThat(router.match(HttpVerb.GET, path)).isNull();
    }

    @Test
    void listsTheVerbsOfAPath() {
        assertThat(router.verbs("/task/t/artifacts/x"))
                .containsExactlyInAnyOrder(HttpVerb.GET, HttpVerb.HEAD, HttpVerb.PUT);
        assertThat(router.verbs("/nope")).isEmpty();
    }

    @Test
    void refusesTwoMethodsForOneRoute() {
        Object twice = new Object() {
            @ApiMethod(name = "other", route = "/clients", title = "", description = "")
            void other(ApiRequest request) {}
        };
        Api.Builder builder = Api.builder("demo", "v1").handlers(new Methods(), twice);
        assertThatThrownBy(builder::build).hasMessage("methods clients and other are both GET /clients");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "/<a>/<a>", "/<a*>/b", "/a b", "/<1>", "/a//b", "/x<a>"})
    void refusesMalformedRoutes(String route) {
        assertThatThrownBy(() -> Route.parse(route)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void publishesWildcardsLikeParameters() {
        Route route = Route.parse("/a/<b>/<c*>");
        assertThat(route.published()).isEqualTo("/a/<b>/<c>");
        assertThat(route.parameters()).containsExactly("b", "c");
    }
}
