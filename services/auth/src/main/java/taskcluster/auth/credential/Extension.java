package taskcluster.auth.credential;

import static taskcluster.auth.credential.FailureReason.EXT_VALIDATION_ERROR;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.scopes.Scopes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the {@code ext} attribute of a request says: base64 of a JSON object. Properties other than these two are ignored.
 *
 * @param certificate proof of temporary credentials, not checked yet; null if there is none
 * @param authorizedScopes what the request shall be restricted to, not checked yet; null if it is not restricted
 */
record Extension(@Nullable JsonNode certificate, @Nullable JsonNode authorizedScopes) {
    private static final Extension NONE = new Extension(null, null);

    /**
     * Reads the attribute, null standing for its absence.
     *
     * @throws Refusal if it is not base64 of a JSON object
     */
    static Extension parse(@Nullable String ext) {
        if (ext == null || ext.isEmpty()) {
            return NONE;
        }
        JsonNode object;
        try {
            object = Json.MAPPER.readTree(decode(ext));
        } catch (IllegalArgumentException | JacksonException unreadable) {
            throw new Refusal(EXT_VALIDATION_ERROR, "Failed to parse ext");
        }
        if (!object.isObject()) {
            throw new Refusal(EXT_VALIDATION_ERROR, "Failed to parse ext");
        }
        return new Extension(given(object.get("certificate")), given(object.get("authorizedScopes")));
    }

    /**
     * The restriction of the request, null if there is none.
     *
     * @throws Refusal if it is not an array of scopes
     */
    @Nullable
    List<String> restriction() {
        if (authorizedScopes == null) {
            return null;
        }
        if (!authorizedScopes.isArray()) {
            throw new Refusal(EXT_VALIDATION_ERROR, "ext.authorizedScopes must be an array");
        }
        List<String> scopes = scopes(authorizedScopes);
        if (scopes == null) {
            throw new Refusal(EXT_VALIDATION_ERROR, "ext.authorizedScopes must be an array of valid scopes");
        }
        return scopes;
    }

    /** The scopes in a JSON array; null if one of its members is not a scope. */
    static @Nullable List<String> scopes(JsonNode array) {
        List<String> scopes = new ArrayList<>(array.size());
        for (JsonNode scope : array) {
            if (!scope.isString() || !Scopes.isValid(scope.stringValue())) {
                return null;
            }
            scopes.add(scope.stringValue());
        }
        return scopes;
    }

    /** The value, unless it is one that means nothing: null, false, zero or an empty text. */
    static @Nullable JsonNode given(@Nullable JsonNode value) {
        if (value == null
                || value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isString() && value.stringValue().isEmpty())) {
            return null;
        }
        return value;
    }

    /** Either alphabet of base64, padded or not. */
    private static byte[] decode(String ext) {
        int length = ext.length();
        while (length > 0 && ext.charAt(length - 1) == '=') {
            length--;
        }
        return Base64.getUrlDecoder()
                .decode(ext.substring(0, length).replace('+', '-').replace('/', '_'));
    }
}
