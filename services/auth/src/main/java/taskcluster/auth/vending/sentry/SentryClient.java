package taskcluster.auth.vending.sentry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import taskcluster.auth.vending.JsonHttp;
import taskcluster.auth.vending.VendorException;
import tools.jackson.databind.JsonNode;

/** The part of Sentry's API that keys need. */
final class SentryClient implements AutoCloseable {
    /** The {@code Link} header of a page that another one follows. */
    private static final Pattern NEXT_PAGE =
            Pattern.compile("<([^>]*)>; *rel=\"next\"; *results=\"true\"; *cursor=\"([^\"]*)\"");

    private static final int MOST_PAGES = 1000;

    private final SentrySettings settings;
    private final JsonHttp http = new JsonHttp("Sentry");

    SentryClient(SentrySettings settings) {
        this.settings = settings;
    }

    /** The keys of a project that were made here; empty if there is no such project. */
    Optional<List<SentryKey>> keys(String project) {
        return list(projectPath(project) + "keys/")
                .map(keys -> keys.stream()
                        .flatMap(key -> SentryKey.read(key, settings.keyPrefix()).stream())
                        .toList());
    }

    /** Makes a key that is deleted then. */
    SentryKey createKey(String project, Instant expires) {
        String name = SentryKey.name(settings.keyPrefix(), expires);
        JsonHttp.Answer answer = send("POST", projectPath(project) + "keys/", Map.of("name", name));
        return SentryKey.read(requireSuccess(answer, "make a key of " + project).body(), settings.keyPrefix())
                .orElseThrow(() -> new VendorException("Sentry made a key of another name than it was told"));
    }

    /** Makes a project, unless it is there by now. */
    void createProject(String project) {
        String path = "teams/" + settings.organization() + "/" + settings.team() + "/projects/";
        JsonHttp.Answer answer = send("POST", path, Map.of("name", project, "slug", project));
        if (answer.status() != 409) {
            requireSuccess(answer, "make the project " + project);
        }
    }

    /** The slugs of all projects of the organisation. */
    List<String> projects() {
        return list("organizations/" + settings.organization() + "/projects/")
                .orElseThrow(() -> new VendorException("Sentry has no organisation " + settings.organization()))
                .stream()
                .map(project -> project.path("slug").asString())
                .toList();
    }

    /** Deletes a key if it is there. */
    void deleteKey(String project, SentryKey key) {
        JsonHttp.Answer answer = send("DELETE", projectPath(project) + "keys/" + key.id() + "/", null);
        if (answer.status() != 404) {
            requireSuccess(answer, "delete a key of " + project);
        }
    }

    private String projectPath(String project) {
        return "projects/" + settings.organization() + "/" + project + "/";
    }

    /** All pages of a list; empty if there is no such list. */
    private Optional<List<JsonNode>> list(String path) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonHttp.Answer answer = send("GET", cursor.isEmpty() ? path : path + "?cursor=" + cursor, null);
            if (answer.status() == 404) {
                return Optional.empty();
            }
            requireSuccess(answer, "list " + path).body().forEach(all::add);
            Matcher next = NEXT_PAGE.matcher(answer.headers().firstValue("link").orElse(""));
            if (!next.find()) {
                return Optional.of(all);
            }
            cursor = next.group(2);
        }
        throw new VendorException("Sentry lists more than " + MOST_PAGES + " pages of " + path);
    }

    private JsonHttp.Answer send(String verb, String path, @Nullable Object body) {
        return http.send(
                verb,
                settings.host() + "/api/0/" + path,
                Map.of("authorization", "Bearer " + settings.authToken()),
                body);
    }

    private static JsonHttp.Answer requireSuccess(JsonHttp.Answer answer, String action) {
        if (!answer.isSuccess()) {
            throw new VendorException("Sentry refuses to " + action + ": status " + answer.status() + " "
                    + answer.body().path("detail").asString(""));
        }
        return answer;
    }

    @Override
    public void close() {
        http.close();
    }
}
