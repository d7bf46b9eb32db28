package taskcluster.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/**
 * Which part of a list a request asks for. Lists are read by key: a page starts after the last row of the one before it,
 * so that rows that come and go meanwhile neither repeat nor hide others.
 *
 * @param size how many rows at most, at least 1
 * @param after the key columns of the last row of the page before, as a JSON array; empty for the first page
 */
public record Page(int size, Optional<JsonNode> after) {
    private static final int MAX_TOKEN_LENGTH = 8192;

    /**
     * The continuation token of a page that ends with the row of these key columns. In the reply it gets a mark in front, so
     * that only the same list accepts it; what it holds has to be checked all the same.
     */
    public static String token(@Nullable Object... keyColumns) {
        byte[] json = Json.MAPPER.writeValueAsBytes(keyColumns);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /**
     * Reads a limit and a continuation token; a limit above {@code max} counts as {@code max}, and so does none.
     *
     * @throws ApiException 400 if the limit is 0 or no whole number, or the token is not one of ours
     */
    public static Page parse(@Nullable String limit, @Nullable String continuationToken, int max) {
        return new Page(
                limit == null ? max : size(limit, max),
                continuationToken == null ? Optional.empty() : Optional.of(decode(continuationToken)));
    }

    private static int size(String limit, int max) {
        int size = 0;
        for (int i = 0; i < limit.length(); i++) {
            int digit = limit.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw invalidLimit(limit);
            }
            size = Math.min(max, size * 10 + digit);
        }
        if (size == 0) {
            throw invalidLimit(limit);
        }
        return size;
    }

    private static ApiException invalidLimit(String limit) {
        return new ApiException(
                "InvalidRequestArguments",
                "Query-string parameter: limit=\"{{limit}}\" is not valid, error: it must be a whole number of at least 1",
                Map.of("limit", limit));
    }

    private static JsonNode decode(String token) {
        try {
            if (token.length() <= MAX_TOKEN_LENGTH) {
                byte[] json = Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.UTF_8));
                JsonNode key = JsonBody.parse(json);
                if (key.isArray() && !key.isEmpty()) {
                    return key;
                }
            }
        } catch (IllegalArgumentException | JsonBody.MalformedException e) {
            throw invalidToken();
        }
        throw invalidToken();
    }

    static ApiException invalidToken() {
        return ApiException.inputError("Invalid continuation token", Map.of());
    }
}
