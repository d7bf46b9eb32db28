package taskcluster.auth.vending.sentry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import taskcluster.auth.vending.FakeVendor;

/** Plays Sentry: projects and their keys, two of either a page. */
final class FakeSentry implements AutoCloseable {
    static final String TOKEN = "token-of-sentry";

    private static final int PAGE = 2;
    private static final Pattern KEYS = Pattern.compile("/api/0/projects/org/([^/]+)/keys/(?:([^/]+)/)?");

    private final FakeVendor server = new FakeVendor(this::answer);

    /** The names of keys by their ids, by project. */
    private final Map<String, Map<String, String>> projects = new LinkedHashMap<>();

    private int keysMade;
    private volatile boolean fails;

    private synchronized FakeVendor.Answer answer(FakeVendor.Request request) {
        if (fails) {
            return FakeVendor.Answer.json(500, Map.of("detail", "Internal Error"));
        }
        if (!request.header("authorization").equals("Bearer " + TOKEN)) {
            return FakeVendor.Answer.json(401, Map.of("detail", "Invalid token"));
        }
        Matcher keys = KEYS.matcher(request.path());
        if (keys.matches()) {
            return keys(request, keys.group(1), keys.group(2));
        }
        return switch (request.toString()) {
            case "GET /api/0/organizations/org/projects/" ->
                page(
                        request,
                        projects.keySet().stream()
                                .<Map<String, ?>>map(slug -> Map.of("slug", slug, "name", "Project " + slug))
                                .toList());
            case "POST /api/0/teams/org/team/projects/" -> {
                String slug = request.json().path("slug").asString();
                boolean made = projects.putIfAbsent(slug, new LinkedHashMap<>()) == null;
                yield FakeVendor.Answer.json(made ? 201 : 409, Map.of("slug", slug));
            }
            default -> FakeVendor.Answer.json(404, Map.of("detail", "no such thing"));
        };
    }

    private FakeVendor.Answer keys(FakeVendor.Request request, String project, String id) {
        Map<String, String> keys = projects.get(project);
        if (keys == null) {
            return FakeVendor.Answer.json(404, Map.of("detail", "The requested resource does not exist"));
        }
        return switch (request.verb()) {
            case "GET" ->
                page(
                        request,
                        keys.entrySet().stream()
                                .<Map<String, ?>>map(key -> key(key.getKey(), key.getValue()))
                                .toList());
            case "POST" -> {
                String made = addKey(project, request.json().path("name").asString());
                yield FakeVendor.Answer.json(201, key(made, keys.get(made)));
            }
            default -> {
                keys.remove(id);
                yield FakeVendor.Answer.empty(204);
            }
        };
    }

    private static Map<String, ?> key(String id, String name) {
        return Map.of(
                "id",
                id,
                "name",
                name,
                "dsn",
                Map.of(
                        "secret", "https://" + id + ":secret@sentry.example.com/1",
                        "public", "https://" + id + "@sentry.example.com/1"));
    }

    private FakeVendor.Answer page(FakeVendor.Request request, List<Map<String, ?>> all) {
        int from =
                Integer.parseInt(request.query().getOrDefault("cursor", "0:0:0").split(":")[1]);
        int to = Math.min(all.size(), from + PAGE);
        String link = "<%s?&cursor=0:0:1>; rel=\"previous\"; results=\"false\"; cursor=\"0:0:1\","
                + " <%s?&cursor=0:%d:0>; rel=\"next\"; results=\"%s\"; cursor=\"0:%d:0\"";
        String url = server.url() + request.path();
        return FakeVendor.Answer.json(200, new ArrayList<>(all.subList(from, to)))
                .header("link", link.formatted(url, url, to, to < all.size(), to));
    }

    FakeVendor server() {
        return server;
    }

    void fail(boolean fail) {
        fails = fail;
    }

    /** Forgets everything. */
    synchronized void clear() {
        projects.clear();
    }

    synchronized void addProject(String project) {
        projects.put(project, new LinkedHashMap<>());
    }

    /** Adds a key; returns its id. */
    synchronized String addKey(String project, String name) {
        keysMade++;
        String id = "key" + keysMade;
        projects.get(project).put(id, name);
        return id;
    }

    /** The names of the keys of a project. */
    synchronized List<String> keyNames(String project) {
        return List.copyOf(projects.get(project).values());
    }

    @Override
    public void close() {
        server.close();
    }
}
