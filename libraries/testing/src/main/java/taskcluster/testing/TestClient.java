package taskcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import taskcluster.api.hawk.Bewit;
import taskcluster.api.hawk.HawkHeader;
import taskcluster.api.hawk.HawkMac;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.core.Slugid;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Calls a service as its clients do: over HTTP, signed, without following redirects and without retries. A client never
 * changes; the methods that describe another one return a copy.
 */
public final class TestClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final RootUrl rootUrl;
    private final String basePath;
    private final Clock clock;
    private final @Nullable Signer signer;
    private final Map<String, String> headers;

    /** Who signs, and what is signed beside the request. */
    private record Signer(String clientId, String accessToken, Map<String, Object> ext) {
        @Nullable
        String encodedExt() {
            return ext.isEmpty()
                    ? null
                    : Base64.getEncoder()
                            .encodeToString(Json.MAPPER.writeValueAsString(ext).getBytes(StandardCharsets.UTF_8));
        }
    }

    private TestClient(
            RootUrl rootUrl, String basePath, Clock clock, @Nullable Signer signer, Map<String, String> headers) {
        this.rootUrl = rootUrl;
        this.basePath = basePath;
        this.clock = clock;
        this.signer = signer;
        this.headers = Map.copyOf(headers);
    }

    /** A client without credentials, whose paths begin at the root. */
    public static TestClient anonymous(RootUrl rootUrl) {
        return new TestClient(rootUrl, "/", Clock.systemUTC(), null, Map.of());
    }

    /** This client with paths that begin at the API of a service: {@code task/abc} instead of a path from the root. */
    public TestClient forService(String service) {
        return new TestClient(rootUrl, "/api/" + service + "/v1/", clock, signer, headers);
    }

    /** This client with the credentials of a client that {@link FakeAuthenticator} knows. */
    public TestClient as(String clientId) {
        return as(clientId, FakeAuthenticator.ACCESS_TOKEN);
    }

    public TestClient as(String clientId, String accessToken) {
        return new TestClient(rootUrl, basePath, clock, new Signer(clientId, accessToken, Map.of()), headers);
    }

    /** This client without credentials. */
    public TestClient anonymous() {
        return new TestClient(rootUrl, basePath, clock, null, headers);
    }

    /** This client, which must have credentials, with the certificate that belongs to them. */
    public TestClient withCertificate(JsonNode certificate) {
        return withExt("certificate", certificate);
    }

    /** This client, which must have credentials, restricted to these scopes. */
    public TestClient withAuthorizedScopes(String... scopes) {
        return withExt("authorizedScopes", List.of(scopes));
    }

    private TestClient withExt(String key, Object value) {
        Signer own = requireSigner();
        Map<String, Object> ext = new TreeMap<>(own.ext());
        ext.put(key, value);
        return new TestClient(rootUrl, basePath, clock, new Signer(own.clientId(), own.accessToken(), ext), headers);
    }

    /** This client with one more header on all requests. */
    public TestClient withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new TestClient(rootUrl, basePath, clock, signer, more);
    }

    /** This client with the time of another clock in its signatures. */
    public TestClient withClock(Clock other) {
        return new TestClient(rootUrl, basePath, other, signer, headers);
    }

    public Response get(String path) {
        return send("GET", path, null);
    }

    public Response put(String path, @Nullable Object body) {
        return send("PUT", path, body);
    }

    public Response post(String path, @Nullable Object body) {
        return send("POST", path, body);
    }

    public Response post(String path) {
        return send("POST", path, null);
    }

    public Response delete(String path) {
        return send("DELETE", path, null);
    }

    public Response delete(String path, @Nullable Object body) {
        return send("DELETE", path, body);
    }

    /**
     * Sends any request.
     *
     * @param path path and query, percent-encoded already
     * @param body null for none; a text is sent as it is, anything else as JSON; both as {@code application/json} unless
     *     the client has another content type among its headers
     */
    public Response send(String verb, String path, @Nullable Object body) {
        URI uri = uri(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        request.method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json(body)));
        if (body != null && headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        if (signer != null) {
            request.header("Authorization", authorization(signer, verb, uri));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Response(response.statusCode(), parse(response), response.headers(), response.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(verb + " " + uri, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    /** A URL that anyone may get within the time, signed with the credentials of this client, which must have some. */
    public URI signedUrl(String path, Duration validity) {
        Signer own = requireSigner();
        URI uri = uri(path);
        String expires = Long.toString(clock.instant().plus(validity).getEpochSecond());
        String mac =
                HawkMac.ofBewit(own.accessToken(), expires, resource(uri), uri.getHost(), port(uri), own.encodedExt());
        String bewit = new Bewit(own.clientId(), expires, mac, own.encodedExt(), resource(uri)).encode();
        return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + "bewit=" + bewit);
    }

    private URI uri(String path) {
        return URI.create(rootUrl.url() + basePath + (path.startsWith("/") ? path.substring(1) : path));
    }

    private String authorization(Signer own, String verb, URI uri) {
        String seconds = Long.toString(clock.instant().getEpochSecond());
        HawkHeader unsigned =
                new HawkHeader(own.clientId(), seconds, Slugid.nice(), "", null, own.encodedExt(), null, null);
        String mac = HawkMac.ofHeader(unsigned, own.accessToken(), verb, resource(uri), uri.getHost(), port(uri));
        return new HawkHeader(own.clientId(), seconds, unsigned.nonce(), mac, null, unsigned.ext(), null, null)
                .toHeaderValue();
    }

    private Signer requireSigner() {
        if (signer == null) {
            throw new IllegalStateException("this client has no credentials");
        }
        return signer;
    }

    private static String resource(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static int port(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static String json(Object body) {
        return body instanceof String text ? text : Json.MAPPER.writeValueAsString(body);
    }

    private static JsonNode parse(HttpResponse<String> response) {
        try {
            return response.body().isEmpty() ? MissingNode.getInstance() : Json.MAPPER.readTree(response.body());
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }
}
