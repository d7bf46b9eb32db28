package taskcluster.purgecache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import taskcluster.postgres.Database;
import taskcluster.testing.Response;
import taskcluster.testing.TestClient;
import taskcluster.testing.TestDatabase;
import taskcluster.testing.TestService;

/** Purge-cache, running on a database, and what its tests do again and again. */
final class PurgeCacheFixture implements AutoCloseable {
    private final TestService service;
    private final JdbcTemplate admin;

    private PurgeCacheFixture(TestService service) {
        this.service = service;
        this.admin = new JdbcTemplate(service.database().admin());
    }

    static PurgeCacheFixture start() {
        return start(builder());
    }

    static PurgeCacheFixture start(TestService.Builder builder) {
        return new PurgeCacheFixture(builder.start());
    }

    static TestService.Builder builder() {
        return TestService.builder(PurgeCacheService.class);
    }

    /** One more process on the database of this one. */
    PurgeCacheFixture startAnother(Map<String, Object> properties) {
        TestService.Builder builder = builder().database(database());
        properties.forEach(builder::property);
        return start(builder);
    }

    TestDatabase database() {
        return service.database();
    }

    /** The database as this process sees it. */
    Database ownDatabase() {
        return service.bean("purgeCacheDatabase", Database.class);
    }

    /** The database, to look behind the API. */
    JdbcTemplate admin() {
        return admin;
    }

    /** A client that may do everything. */
    TestClient root() {
        return client("root", "*");
    }

    TestClient client(String clientId, String... scopes) {
        return service.client(clientId, scopes).forService("purge-cache");
    }

    /** Requests a purge; returns from what time on, as workers are told. */
    Instant purge(String workerPoolId, String cacheName) {
        expect(204, root().post("purge-cache/" + workerPoolId, Map.of("cacheName", cacheName)));
        return before(workerPoolId, cacheName);
    }

    /** Requests a purge as another process does whose notification gets lost. */
    void purgeSilently(String workerPoolId, String cacheName) {
        admin.queryForObject("select purge_cache.request_purge(?, ?)", Long.class, workerPoolId, cacheName);
    }

    Instant before(String workerPoolId, String cacheName) {
        return requests(workerPoolId, "")
                .ok()
                .path("requests")
                .valueStream()
                .filter(request -> request.path("cacheName").asString().equals(cacheName))
                .map(request -> Instant.parse(request.path("before").asString()))
                .findFirst()
                .orElseThrow();
    }

    /** @param query empty or from the question mark on */
    Response requests(String workerPoolId, String query) {
        return root().get("purge-cache/" + workerPoolId + query);
    }

    /** The names of the caches that a pool is to purge. */
    List<String> names(String workerPoolId) {
        return names(requests(workerPoolId, ""));
    }

    static List<String> names(Response response) {
        return response.ok()
                .path("requests")
                .valueStream()
                .map(request -> request.path("cacheName").asString())
                .toList();
    }

    /** All requests as {@code provisionerId/workerType cacheName}, read page by page. */
    List<String> all(int limit) {
        List<String> all = new ArrayList<>();
        String token = "";
        do {
            Response page = root().get("purge-cache/list?limit=" + limit + token);
            page.ok()
                    .path("requests")
                    .forEach(request -> all.add(request.path("provisionerId").asString() + "/"
                            + request.path("workerType").asString() + " "
                            + request.path("cacheName").asString()));
            token = page.body().has("continuationToken")
                    ? "&continuationToken="
                            + page.body().path("continuationToken").asString()
                    : "";
        } while (!token.isEmpty());
        return all;
    }

    /** The response, which must have the status. */
    static Response expect(int status, Response response) {
        if (response.status() != status) {
            throw new AssertionError("expected status " + status + ", got " + response);
        }
        return response;
    }

    @Override
    public void close() {
        service.close();
    }
}
