package taskcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeclarationsTest {
    private static Api.Builder with(Object... handlers) {
        return Api.builder("demo", "v1").schemas(SchemaSet.load("demo")).handlers(handlers);
    }

    @Test
    void refusesNamesOfServices() {
        assertThatThrownBy(() -> Api.builder("Demo", "v1")).hasMessageContaining("Demo/v1");
        assertThatThrownBy(() -> Api.builder("demo", "1")).hasMessageContaining("demo/1");
        assertThatThrownBy(() -> Api.builder("a".repeat(23), "v1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesObjectsWithoutMethods() {
        assertThatThrownBy(() -> with("text").build()).hasMessageContaining("no method");
    }

    @Test
    void refusesTwoMethodsOfOneName() {
        Object twice = new Object() {
            @ApiMethod(name = "a", route = "/a", title = "", description = "")
            void first(ApiRequest request) {}

            @ApiMethod(name = "a", route = "/b", title = "", description = "")
            void second(ApiRequest request) {}
        };
        assertThatThrownBy(() -> with(twice).build()).hasMessage("two API methods are named a");
    }

    @Test
    void refusesUnknownSchemas() {
        Object unknown = new Object() {
            @ApiMethod(
                    name = "a",
                    verb = HttpVerb.PUT,
                    route = "/a",
                    input = "v1/no.json#",
                    title = "",
                    description = "")
            void first(ApiRequest request) {}
        };
        assertThatThrownBy(() -> with(unknown).build()).hasMessage("API method a: there is no schema v1/no.json#");
        assertThatThrownBy(() -> Api.builder("demo", "v1").handlers(unknown).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesInputOfGet() {
        Object get = new Object() {
            @ApiMethod(name = "a", route = "/a", input = "v1/thing-request.json#", title = "", description = "")
            void first(ApiRequest request) {}
        };
        assertThatThrownBy(() -> with(get).build()).hasMessageContaining("takes no input");
    }

    @Test
    void refusesBrokenScopesAndSignatures() {
        Object list = new Object() {
            @ApiMethod(name = "a", route = "/a", scopes = "{AllOf: 5}", title = "", description = "")
            void first(ApiRequest request) {}
        };
        assertThatThrownBy(() -> with(list).build()).hasMessageStartingWith("API method a: ");
        Object yaml = new Object() {
            @ApiMethod(name = "a", route = "/a", scopes = "{AllOf: [", title = "", description = "")
            void first(ApiRequest request) {}
        };
        assertThatThrownBy(() -> with(yaml).build()).hasMessageContaining("not YAML");
        Object signature = new Object() {
            @ApiMethod(name = "a", route = "/a", title = "", description = "")
            void first() {}
        };
        assertThatThrownBy(() -> with(signature).build()).hasMessageContaining("takes one ApiRequest");
    }

    @Test
    void refusesErrorCodesThatAreTaken() {
        assertThatThrownBy(() ->
                        with(new DemoMethods()).errorCode("InputError", 400).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(new DemoMethods()).errorCode("Fine", 200).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesCleanersOfUnknownMethods() {
        assertThatThrownBy(() -> with(new DemoMethods())
                        .cleanPayload("nope", body -> body)
                        .build())
                .hasMessageContaining("nope");
    }

    @Test
    void authorisesEarlyWhenTheRouteSaysEverything() {
        Api api = with(new DemoMethods()).build();
        assertThat(api.endpoints())
                .filteredOn(Endpoint::authorizesEarly)
                .extracting(Endpoint::name)
                .containsExactly("putThing", "scoped");
    }
}
