package taskcluster.object.download;

import static org.assertj.core.api.Assertions.assertThat;
import static taskcluster.object.ObjectFixture.fetch;
import static taskcluster.object.ObjectFixture.inline;
import static taskcluster.object.ObjectFixture.sha256;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.object.ObjectFixture;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import tools.jackson.databind.JsonNode;

/** Downloading objects and describing them. */
class ITDownload {
    private static ObjectFixture objects;

    @BeforeAll
    static void start() {
        objects = ObjectFixture.start(Map.of("object.middleware", """
                [{"middlewareType": "cdn", "regexp": "^near/", "baseUrl": "https://near.example.com/",
                  "ipRanges": ["127.0.0.0/8", "::1/128"]},
                 {"middlewareType": "cdn", "regexp": "^far/", "baseUrl": "https://far.example.com/",
                  "ipRanges": ["192.0.2.0/24"]},
                 {"middlewareType": "cdn", "regexp": "^cdn/", "baseUrl": "https://cdn.example.com/base/"}]"""));
    }

    @AfterAll
    static void stop() {
        objects.close();
    }

    private static Response startDownload(String name, Map<String, ?> methods) {
        return objects.root.put("start-download/" + name, Map.of("acceptDownloadMethods", methods));
    }

    @Test
    @DisplayName("object-77: an unfinished object is not found")
    void unfinished() {
        objects.create("unfinished", objects.upload(Slugid.nice(), inline("x"))).ok();
        for (String name : List.of("unfinished", "missing")) {
            for (Response missing : List.of(
                    objects.root.get("metadata/" + name),
                    objects.root.get("download/" + name),
                    startDownload(name, Map.of("simple", true)),
                    startDownload(name, Map.of()))) {
                assertThat(missing.status()).isEqualTo(404);
                assertThat(missing.code()).isEqualTo("ResourceNotFound");
                assertThat(missing.message()).contains(name);
            }
        }
    }

    @Test
    @DisplayName("object-78: without a method in common the reply is 406 and names those that there are")
    void noMethodInCommon() {
        objects.store("stored", "x");
        Response refused = startDownload("stored", Map.of());
        assertThat(refused.status()).isEqualTo(406);
        assertThat(refused.code()).isEqualTo("NoMatchingMethod");
        assertThat(refused.message()).contains("getUrl", "simple");
    }

    @Test
    @DisplayName("object-79: of both methods getUrl is chosen, with hashes")
    void getUrl() {
        objects.store("both", "hello");
        JsonNode reply =
                startDownload("both", Map.of("simple", true, "getUrl", true)).ok();
        assertThat(reply.path("method").asString()).isEqualTo("getUrl");
        assertThat(reply.path("expires").asString()).isEqualTo(Json.timestamp(objects.in(Duration.ofSeconds(60))));
        assertThat(reply.path("hashes")).isEqualTo(Json.MAPPER.valueToTree(Map.of("sha256", sha256("hello"))));
        assertThat(reply.path("url").asString()).contains("X-Amz-Expires=120", "X-Amz-Signature");
        assertThat(fetch(reply.path("url").asString()).body()).isEqualTo("hello");
    }

    @Test
    @DisplayName("object-80: without signGetUrls the URLs have no signature, and the name is encoded as a whole")
    void unsigned() {
        String uploadId = Slugid.nice();
        Map<String, Object> body = objects.upload(uploadId, inline("hello"));
        body.put("projectId", "unsigned");
        objects.create("un/signed x", body).ok();
        objects.root
                .post("finish-upload/un%2Fsigned%20x", Map.of("projectId", "unsigned", "uploadId", uploadId))
                .ok();
        String expected = objects.s3.endpoint() + "/objects/un%2Fsigned%20x";
        assertThat(objects.startDownload("un/signed%20x", "simple").path("url").asString())
                .isEqualTo(expected);
        assertThat(objects.startDownload("un/signed%20x", "getUrl").path("url").asString())
                .isEqualTo(expected);
        assertThat(objects.root.get("download/un/signed%20x").header("location"))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("object-81: slashes are encoded for uploads and may be left alone for downloads")
    void slashes() {
        String uploadId = Slugid.nice();
        Map<String, Object> body = objects.upload(uploadId, inline("hello"));
        assertThat(objects.root.put("upload/a/b%20c", body).status()).isEqualTo(404);
        objects.root.put("upload/a%2Fb%20c", body).ok();
        objects.finish("a/b c", uploadId, Map.of()).ok();
        for (String path : List.of("a/b%20c", "a%2Fb%20c")) {
            objects.root.get("metadata/" + path).ok();
            assertThat(fetch(objects.root.get("download/" + path).header("location"))
                            .body())
                    .isEqualTo("hello");
            startDownload(path, Map.of("simple", true)).ok();
        }
    }

    @Test
    @DisplayName("object-82: downloads of what a CDN has are sent there, startDownload goes to the storage")
    void cdn() {
        objects.store("cdn/a b/c?d", "x");
        Response redirect = objects.root.get("download/cdn/a%20b/c%3Fd");
        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.header("location")).isEqualTo("https://cdn.example.com/base/cdn/a%20b/c%3Fd");
        assertThat(redirect.body().path("url").asString()).isEqualTo(redirect.header("location"));
        assertThat(objects.startDownload("cdn/a%20b/c%3Fd", "simple")
                        .path("url")
                        .asString())
                .startsWith(objects.s3.endpoint().toString());
        assertThat(objects.root.get("download/cdn/missing").status()).isEqualTo(404);
    }

    @Test
    void aCdnMayBeForCertainNetworksOnly() {
        objects.store("near/x", "x");
        objects.store("far/x", "x");
        assertThat(objects.root.get("download/near/x").header("location")).isEqualTo("https://near.example.com/near/x");
        assertThat(objects.root.get("download/far/x").header("location"))
                .startsWith(objects.s3.endpoint().toString());
    }

    @Test
    void downloadRedirectsToASignedUrlForHalfAnHour() {
        objects.store("plain", "hello");
        Response redirect = objects.root.get("download/plain");
        assertThat(redirect.status()).isEqualTo(303);
        assertThat(redirect.header("location")).contains("X-Amz-Expires=1800", "X-Amz-Signature");
        assertThat(fetch(redirect.header("location")).body()).isEqualTo("hello");
    }

    @Test
    void metadataDescribesAnObject() {
        objects.store("described", "hello");
        assertThat(objects.root.get("metadata/described").ok())
                .isEqualTo(Json.MAPPER.valueToTree(Map.of(
                        "projectId",
                        ObjectFixture.PROJECT,
                        "expires",
                        Json.timestamp(objects.in(Duration.ofDays(7))),
                        "hashes",
                        Map.of("sha256", sha256("hello")))));
    }

    @Test
    void scopesAreByName() {
        objects.store("mine/x", "x");
        objects.store("theirs/x", "x");
        TestClient client = objects.client("reader", "object:download:mine/*");
        for (String method : List.of("metadata", "download")) {
            assertThat(client.get(method + "/mine/x").status()).isIn(200, 303);
            assertThat(client.get(method + "/theirs/x").code()).isEqualTo("InsufficientScopes");
            assertThat(client.get(method + "/theirs/missing").code()).isEqualTo("InsufficientScopes");
        }
        Map<String, ?> body = Map.of("acceptDownloadMethods", Map.of("simple", true));
        client.put("start-download/mine/x", body).ok();
        assertThat(client.put("start-download/theirs/x", body).code()).isEqualTo("InsufficientScopes");
    }

    @Test
    void aSignedUrlOfDownloadServesThoseWithoutCredentials() {
        objects.store("for/all", "hello");
        URI signed = objects.root.signedUrl("download/for/all", Duration.ofMinutes(1));
        String location = objects.service
                .anonymous()
                .get(signed.getRawPath() + "?" + signed.getRawQuery())
                .header("location");
        assertThat(fetch(location).body()).isEqualTo("hello");
    }

    @Test
    void anExpiredObjectIsHiddenBeforeItIsSwept() {
        objects.store("short-lived", "x");
        Instant began = objects.clock.instant();
        try {
            objects.clock.set(began.plus(Duration.ofDays(7)).minusMillis(1));
            objects.root.get("metadata/short-lived").ok();
            objects.clock.set(began.plus(Duration.ofDays(7)));
            assertThat(objects.root.get("metadata/short-lived").status()).isEqualTo(404);
            assertThat(objects.root.get("download/short-lived").status()).isEqualTo(404);
            assertThat(startDownload("short-lived", Map.of("getUrl", true)).status())
                    .isEqualTo(404);
            assertThat(objects.rows()).contains("short-lived");
        } finally {
            objects.clock.set(began);
        }
    }

    @Test
    void anObjectWhoseBackendIsGoneCannotBeDownloaded() {
        objects.store("homeless", "x");
        objects.sql().update("update taskcluster.objects set backend_id = 'former' where name = 'homeless'");
        for (Response refused :
                List.of(objects.root.get("download/homeless"), startDownload("homeless", Map.of("simple", true)))) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("NoMatchingBackend");
        }
        objects.root.get("metadata/homeless").ok();
    }
}
