package taskcluster.notify.chat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;
import taskcluster.notify.delivery.DeliveryException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Calls of a chat's HTTP API: JSON both ways, with a bearer token that appears in no error. */
final class ChatApi {
    private final String name;
    private final String baseUrl;
    private final String accessToken;
    private final HttpClient http;
    private final Duration timeout;

    /** @param name what errors call it */
    ChatApi(String name, String baseUrl, String accessToken, HttpClient http, Duration timeout) {
        this.name = name;
        this.baseUrl = baseUrl;
        this.accessToken = accessToken;
        this.http = http;
        this.timeout = timeout;
    }

    /** @param body a missing node if it is not JSON */
    record Answer(int status, JsonNode body) {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * @param path path and query below the base URL
     * @throws DeliveryException if there is no answer
     */
    Answer call(String verb, String path, @Nullable Map<String, ?> body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + accessToken)
                .header("Content-Type", "application/json; charset=utf-8")
                .method(
                        verb,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(body)))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), parse(response.body()));
        } catch (IOException e) {
            throw new DeliveryException(name + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeliveryException("interrupted while waiting for " + name, e);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : Json.MAPPER.readTree(body);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** What to throw for an answer that is no success. */
    DeliveryException refused(Answer answer, String reason) {
        return new DeliveryException(name + " answered " + answer.status() + (reason.isEmpty() ? "" : ": " + reason));
    }
}
