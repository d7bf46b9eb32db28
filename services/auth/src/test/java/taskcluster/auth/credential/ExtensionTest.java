package taskcluster.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionTest {
    private static Extension parse(String json) {
        return Extension.parse(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @DisplayName("auth-80: nothing and unknown properties mean nothing")
    void nothingAndUnknownPropertiesMeanNothing() {
        for (Extension extension : List.of(
                Extension.parse(null),
                Extension.parse(""),
                parse("{}"),
                parse("{\"somethingNew\": {\"a\": 1}}"),
                parse("{\"certificate\": null, \"authorizedScopes\": null}"),
                parse("{\"certificate\": 0, \"authorizedScopes\": \"\"}"),
                parse("{\"certificate\": false, \"authorizedScopes\": 0.0}"))) {
            assertThat(extension.certificate()).isNull();
            assertThat(extension.restriction()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcd", "%%%", "a", "bnVsbA==", "WzFd", "InRleHQi", "e30gZ2FyYmFnZQ==", "e30g\u00e4"})
    @DisplayName("auth-80: anything but an object cannot be parsed")
    void anythingButAnObjectCannotBeParsed(String ext) {
        assertThatThrownBy(() -> Extension.parse(ext))
                .isInstanceOf(Refusal.class)
                .hasMessage("Failed to parse ext");
    }

    @Test
    void eitherAlphabetOfBase64IsReadWithOrWithoutPadding() {
        byte[] json = "{\"authorizedScopes\": [\"a?>b~~~\"]}".getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder : List.of(
                Base64.getEncoder(),
                Base64.getEncoder().withoutPadding(),
                Base64.getUrlEncoder(),
                Base64.getUrlEncoder().withoutPadding())) {
            assertThat(Extension.parse(encoder.encodeToString(json)).restriction())
                    .containsExactly("a?>b~~~");
        }
    }

    @Test
    @DisplayName("auth-88: the restriction is an array of scopes")
    void theRestrictionIsAnArrayOfScopes() {
        assertThat(parse("{\"authorizedScopes\": []}").restriction()).isEmpty();
        assertThatThrownBy(() -> parse("{\"authorizedScopes\": \"a\"}").restriction())
                .hasMessage("ext.authorizedScopes must be an array");
        assertThatThrownBy(() -> parse("{\"authorizedScopes\": {\"0\": \"a\"}}").restriction())
                .hasMessage("ext.authorizedScopes must be an array");
        assertThatThrownBy(() -> parse("{\"authorizedScopes\": [\"a\\u0007\"]}").restriction())
                .hasMessage("ext.authorizedScopes must be an array of valid scopes");
        assertThatThrownBy(() -> parse("{\"authorizedScopes\": [7]}").restriction())
                .hasMessage("ext.authorizedScopes must be an array of valid scopes");
    }
}
