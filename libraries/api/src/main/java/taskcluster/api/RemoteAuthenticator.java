package taskcluster.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Backoff;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;
import taskcluster.monitor.RequestContext;
import taskcluster.scopes.ScopeSet;
import tools.jackson.core.JacksonException;

/**
 * Asks the auth service, over connections that stay open. What fails for reasons that may pass (no connection, no answer in
 * time, a status of 500 or more) is tried again.
 */
public final class RemoteAuthenticator implements Authenticator {
    private static final int ATTEMPTS = 6;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(10), 0.25);

    /** What a request is that the auth service cannot even be asked about. */
    private static final Authentication UNFIT = new Authentication.Failure(
            "Bad Request: The request cannot be authenticated, its Host header may be malformed");

    private final URI uri;
    private final HttpClient http;
    private final Backoff backoff;

    /** @param rootUrl where the auth service answers, below {@code /api/auth/v1} */
    public RemoteAuthenticator(RootUrl rootUrl) {
        this(rootUrl, BACKOFF);
    }

    RemoteAuthenticator(RootUrl rootUrl, Backoff backoff) {
        this.uri = URI.create(rootUrl.api("auth", "v1", "authenticate-hawk"));
        this.backoff = backoff;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /** The auth service cannot be reached, or what it says cannot be understood. */
    static final class UnavailableException extends RuntimeException {
        UnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    public Authentication authenticate(HawkRequest request) {
        HttpRequest question = question(request);
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<byte[]> answer = http.send(question, BodyHandlers.ofByteArray());
                if (answer.statusCode() == 200) {
                    return understand(answer.body());
                }
                if (answer.statusCode() == 400) {
                    return UNFIT;
                }
                if (answer.statusCode() < 500 || attempt == ATTEMPTS) {
                    throw new UnavailableException(
                            "the auth service answered with status " + answer.statusCode(), null);
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UnavailableException("the auth service cannot be reached", e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            pause(attempt);
        }
    }

    private HttpRequest question(HawkRequest request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(request)));
        RequestContext.current()
                .map(RequestContext::traceId)
                .filter(RemoteAuthenticator::canBeHeader)
                .ifPresent(traceId -> builder.header("x-taskcluster-trace-id", traceId));
        return builder.build();
    }

    private static boolean canBeHeader(String traceId) {
        return traceId.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }

    private void pause(int attempt) {
        try {
            Thread.sleep(backoff.delay(attempt));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static UnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnavailableException("was interrupted while it asked the auth service", e);
    }

    private record Answer(
            @Nullable String status,
            @Nullable String message,
            @Nullable String clientId,
            @Nullable List<String> scopes,
            @Nullable Instant expires,
            @Nullable String hash) {}

    private static Authentication understand(byte[] body) {
        try {
            Answer answer = Json.MAPPER.readValue(body, Answer.class);
            if ("auth-failed".equals(answer.status()) && answer.message() != null) {
                return new Authentication.Failure(answer.message());
            }
            if (answer.scopes() != null && answer.expires() != null) {
                ScopeSet scopes = ScopeSet.of(answer.scopes());
                if ("no-auth".equals(answer.status())) {
                    return new Authentication.NoAuth(scopes, answer.expires());
                }
                if ("auth-success".equals(answer.status()) && answer.clientId() != null) {
                    return new Authentication.Success(answer.clientId(), scopes, answer.expires(), answer.hash());
                }
            }
            throw new UnavailableException("the auth service gave an answer of no known form", null);
        } catch (JacksonException e) {
            throw new UnavailableException("the auth service did not answer in JSON", e);
        }
    }
}
