package taskcluster.auth.vending.github;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import taskcluster.api.ApiException;
import taskcluster.auth.vending.JsonHttp;
import taskcluster.auth.vending.VendorException;

/** Calls the REST API of GitHub as an app, and minds its limits. */
final class GithubClient implements AutoCloseable {
    /** A limit that ends sooner than this is waited for. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** What GitHub wants where it does not say. */
    private static final Duration USUAL_LIMIT = Duration.ofMinutes(1);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final String apiUrl;
    private final Clock clock;
    private final JsonHttp http = new JsonHttp("GitHub");

    GithubClient(String apiUrl, Clock clock) {
        this.apiUrl = apiUrl;
        this.clock = clock;
    }

    /**
     * Sends a request, which must be one that can be repeated. It is, once, if GitHub fails or has a limit that ends soon.
     *
     * @throws ApiException 429 if GitHub wants to be asked less often
     * @throws VendorException if GitHub does not answer, fails, or does not let the app do this
     */
    JsonHttp.Answer send(GithubApp app, String verb, String path, @Nullable Object body) {
        JsonHttp.Answer answer = attempt(app, verb, path, body);
        if (isLimit(answer)) {
            Duration wait = limitEnds(answer);
            if (wait.compareTo(LONGEST_WAIT) < 0) {
                pause(wait);
                answer = attempt(app, verb, path, body);
            }
        } else if (answer.status() >= 500) {
            pause(PAUSE_AFTER_FAILURE);
            answer = attempt(app, verb, path, body);
        }
        if (isLimit(answer)) {
            throw new ApiException(
                    GithubApi.TOO_MANY_REQUESTS,
                    "GitHub limits the requests of this app; try again in {{seconds}} s",
                    Map.of("seconds", limitEnds(answer).toSeconds()));
        }
        if (answer.status() >= 500 || answer.status() == 401 || answer.status() == 403) {
            throw new VendorException("GitHub refuses " + verb + " " + path + " of " + app + ": status "
                    + answer.status() + " " + message(answer));
        }
        return answer;
    }

    private JsonHttp.Answer attempt(GithubApp app, String verb, String path, @Nullable Object body) {
        Map<String, String> headers = Map.of(
                "accept", "application/vnd.github+json",
                "authorization", "Bearer " + app.token(clock.instant()),
                "user-agent", "taskcluster-auth",
                "x-github-api-version", "2022-11-28");
        JsonHttp.Answer answer = http.send(verb, apiUrl + path, headers, body);
        String location = answer.headers().firstValue("location").orElse("");
        // What was renamed has moved. Nobody but GitHub may see the token.
        boolean moved = answer.status() / 100 == 3 && location.startsWith(apiUrl + "/");
        return moved ? http.send(verb, location, headers, body) : answer;
    }

    /** What GitHub says about an error; empty if it says nothing. */
    static String message(JsonHttp.Answer answer) {
        return answer.body().path("message").asString("");
    }

    private static boolean isLimit(JsonHttp.Answer answer) {
        return answer.status() == 429
                || (answer.status() == 403
                        && (message(answer).toLowerCase(Locale.ROOT).contains("secondary rate")
                                || answer.headers().firstValue("retry-after").isPresent()
                                || answer.headers()
                                        .firstValue("x-ratelimit-remaining")
                                        .equals(Optional.of("0"))));
    }

    private Duration limitEnds(JsonHttp.Answer answer) {
        String retryAfter = answer.headers().firstValue("retry-after").orElse("");
        String reset = answer.headers().firstValue("x-ratelimit-reset").orElse("");
        if (isSeconds(retryAfter)) {
            return Duration.ofSeconds(Long.parseLong(retryAfter));
        }
        if (isSeconds(reset)) {
            Duration until = Duration.between(clock.instant(), Instant.ofEpochSecond(Long.parseLong(reset)));
            return until.isNegative() ? Duration.ZERO : until;
        }
        return USUAL_LIMIT;
    }

    private static boolean isSeconds(String text) {
        return text.matches("[0-9]{1,10}");
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VendorException("interrupted while waiting for GitHub", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
