package taskcluster.api;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.core.Json;
import tools.jackson.databind.JsonNode;

/** Sends requests to the demo API. */
final class DemoClient {
    static final String API = "/api/demo/v1";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int port;

    DemoClient(int port) {
        this.port = port;
    }

    /** What came back. */
    record Answer(int status, String body, HttpHeaders headers) {
        JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        String code() {
            return json().path("code").asString("");
        }

        /** The message of an error without what is added to all of them. */
        String message() {
            String message = json().path("message").asString("");
            int end = message.indexOf("\n\n---\n\n");
            return end < 0 ? message : message.substring(0, end);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    Answer get(String path) {
        return request("GET", path).send();
    }

    Call request(String verb, String path) {
        return new Call(verb, path);
    }

    /** A request with a JSON body. */
    Call request(String verb, String path, String json) {
        return new Call(verb, path).body("application/json", json);
    }

    /** A request that is being made. */
    final class Call {
        private final String verb;
        private final String path;
        private final HttpRequest.Builder builder;
        private byte @Nullable [] body;

        private Call(String verb, String path) {
            this.verb = verb;
            this.path = path;
            this.builder = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .timeout(Duration.ofSeconds(60));
        }

        Call header(String name, String value) {
            builder.setHeader(name, value);
            return this;
        }

        Call body(@Nullable String contentType, String text) {
            body = text.getBytes(StandardCharsets.UTF_8);
            return contentType == null ? this : header("content-type", contentType);
        }

        Call as(String clientId) {
            return as(clientId, null);
        }

        /** @param hash of the body to sign */
        Call as(String clientId, @Nullable String hash) {
            return header("authorization", authorization(clientId, verb, path, "localhost", port, hash));
        }

        Answer send() {
            builder.method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            try {
                HttpResponse<String> response = HTTP.send(builder.build(), BodyHandlers.ofString());
                return new Answer(response.statusCode(), response.body(), response.headers());
            } catch (IOException e) {
                throw new IllegalStateException(verb + " " + path + " got no answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    static String authorization(
            String clientId, String verb, String resource, String host, int port, @Nullable String hash) {
        String now = Long.toString(Instant.now().getEpochSecond());
        HawkHeader unsigned = new HawkHeader(clientId, now, "nonce", "", hash, null, null, null);
        String mac = HawkMac.ofHeader(unsigned, TestAuthenticator.ACCESS_TOKEN, verb, resource, host, port);
        return new HawkHeader(clientId, now, "nonce", mac, hash, null, null, null).toHeaderValue();
    }

    /** A path that is signed for the client. */
    String signed(String clientId, String path) {
        String expires = Long.toString(Instant.now().plusSeconds(60).getEpochSecond());
        String mac = HawkMac.ofBewit(TestAuthenticator.ACCESS_TOKEN, expires, path, "localhost", port, null);
        String bewit = new Bewit(clientId, expires, mac, null, path).encode();
        return path + (path.contains("?") ? "&" : "?") + "bewit=" + bewit;
    }

    /** Sends bytes as they are and gives all that comes back until the server closes the connection. */
    String raw(String request) {
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.setSoTimeout(30_000);
        return socket;
    }
}
