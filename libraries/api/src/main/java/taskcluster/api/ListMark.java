package taskcluster.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What ties continuation tokens to the list that they continue: a token begins with a mark that is made of the method, the
 * parameters of its route and its other query parameters, and is of no use anywhere else. It keeps clients from mistakes, not
 * from forging: whoever reads a token checks what it holds.
 */
record ListMark(String text) {
    static final String TOKEN = "continuationToken";
    private static final String LIMIT = "limit";
    /** Not in the alphabet of the tokens, and needs no encoding in URLs. */
    private static final char END = '.';

    private static final int BYTES = 6;

    /** The mark of the list that a call of a method asks for. */
    static ListMark of(Api api, String method, Map<String, String> params, Map<String, String> query) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("service", api.serviceName());
        list.put("method", method);
        list.put("params", new TreeMap<>(params));
        Map<String, String> filter = new TreeMap<>(query);
        filter.remove(LIMIT);
        filter.remove(TOKEN);
        list.put("query", filter);
        byte[] digest = sha256(Json.MAPPER.writeValueAsString(list).getBytes(StandardCharsets.UTF_8));
        return new ListMark(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES)) + END);
    }

    /** A reply whose token, if it has one, is marked. */
    JsonNode mark(JsonNode reply) {
        if (!(reply instanceof ObjectNode object) || !object.path(TOKEN).isString()) {
            return reply;
        }
        ObjectNode marked = Json.MAPPER.createObjectNode();
        marked.setAll(object);
        return marked.put(TOKEN, text + object.get(TOKEN).stringValue());
    }

    /**
     * The token without the mark; null if there is no token.
     *
     * @throws ApiException 400 if it has not this mark
     */
    @Nullable
    String unmark(@Nullable String token) {
        if (token != null && !token.startsWith(text)) {
            throw Page.invalidToken();
        }
        return token == null ? null : token.substring(text.length());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
