package taskcluster.auth.vending.github;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import taskcluster.api.ApiException;
import taskcluster.auth.vending.ExpiringValues;
import taskcluster.auth.vending.JsonHttp;
import taskcluster.auth.vending.VendorException;
import taskcluster.core.Json;

/** The installations of apps, and their tokens. */
public final class Installations implements AutoCloseable {
    private static final int MOST_KNOWN = 1000;
    private static final Duration KNOWN_FOR = Duration.ofHours(1);

    private final GithubClient github;
    private final Clock clock;
    private final ExpiringValues<Place, Long> known;

    /** Where an app is installed; the owner in lower case. */
    private record Place(String appId, String owner) {}

    /**
     * A token of an installation.
     *
     * @param expires an hour from when it was made
     */
    record Token(String token, Instant expires) {
        /** Without the token. */
        @Override
        public String toString() {
            return "token until " + expires;
        }
    }

    public Installations(GithubSettings settings, Clock clock) {
        this.github = new GithubClient(settings.apiUrl(), clock);
        this.clock = clock;
        this.known = new ExpiringValues<>(MOST_KNOWN, clock);
    }

    /**
     * Makes a token for repositories of an owner.
     *
     * @param owner in lower case
     * @param permissions the level of each permission
     * @throws ApiException 404 if the app is not installed for the owner; 400 if the owner has another name now, or the
     *     installation does not have the repositories or permissions; 429 if GitHub wants to be asked less often
     */
    Token createToken(GithubApp app, String owner, List<String> repositories, Map<String, String> permissions) {
        Place place = new Place(app.appId(), owner);
        Long installation = known.get(place).orElseGet(() -> find(app, place));
        JsonHttp.Answer answer = github.send(
                app,
                "POST",
                "/app/installations/" + installation + "/access_tokens",
                Map.of("repositories", repositories, "permissions", permissions));
        if (answer.status() == 404) {
            known.remove(place, installation);
            throw notInstalled(owner);
        }
        if (answer.status() == 422) {
            throw ApiException.inputError(
                    "GitHub refuses the token: {{problem}}", Map.of("problem", GithubClient.message(answer)));
        }
        return token(answer);
    }

    private long find(GithubApp app, Place place) {
        JsonHttp.Answer answer = lookUp(app, place, "orgs");
        if (answer.status() == 404) {
            answer = lookUp(app, place, "users");
        }
        if (answer.status() == 404) {
            throw notInstalled(place.owner());
        }
        if (!answer.isSuccess() || !answer.body().path("id").canConvertToLong()) {
            throw unexpected(answer);
        }
        requireOwner(place.owner(), answer.body().path("account").path("login").asString(""));
        long id = answer.body().path("id").asLong();
        known.put(place, id, clock.instant().plus(KNOWN_FOR));
        return id;
    }

    private JsonHttp.Answer lookUp(GithubApp app, Place place, String kind) {
        return github.send(app, "GET", "/" + kind + "/" + place.owner() + "/installation", null);
    }

    /** GitHub still finds owners by names that they had: scopes for such a name must not open what is another's now. */
    private static void requireOwner(String owner, String actual) {
        if (!actual.toLowerCase(Locale.ROOT).equals(owner)) {
            throw ApiException.inputError(
                    "The app is installed for '{{actual}}', not for '{{owner}}', which may have been renamed: use the"
                            + " present name",
                    Map.of("actual", actual, "owner", owner));
        }
    }

    private static Token token(JsonHttp.Answer answer) {
        try {
            if (answer.isSuccess() && answer.body().path("token").isString()) {
                return new Token(
                        answer.body().path("token").asString(),
                        Json.parseTimestamp(answer.body().path("expires_at").asString("")));
            }
        } catch (IllegalArgumentException noTime) {
            throw unexpected(answer);
        }
        throw unexpected(answer);
    }

    private static VendorException unexpected(JsonHttp.Answer answer) {
        return new VendorException(
                "GitHub answers what was not expected: status " + answer.status() + " " + GithubClient.message(answer));
    }

    private static ApiException notInstalled(String owner) {
        return ApiException.notFound("The app is not installed for '{{owner}}'", Map.of("owner", owner));
    }

    @Override
    public void close() {
        github.close();
    }
}
