package taskcluster.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import taskcluster.core.Backoff;

/** Sends a request until it is answered: network errors, timeouts and certain statuses are tried again after a delay. */
final class HttpAttempts {
    private final HttpClient client;
    private final int retries;
    private final Backoff backoff;

    HttpAttempts(ClientOptions options) {
        this.client = options.httpClient();
        this.retries = options.retries();
        this.backoff = options.backoff();
    }

    /** What calls are tried again for. Never a 4xx: the same request would be refused again. */
    static boolean isServerError(int status) {
        return status >= 500;
    }

    /**
     * The first answer whose status is not worth another attempt, or the last one.
     *
     * @param what names the call in errors
     * @param request makes the request of each attempt, so that each has a fresh signature and body
     * @param timeout for one attempt until the handler is done with the body
     * @throws ApiCallException if the last attempt had no answer, or the thread was interrupted
     */
    <T> HttpResponse<T> send(
            String what,
            Supplier<HttpRequest> request,
            BodyHandler<T> handler,
            Duration timeout,
            IntPredicate worthRetrying) {
        for (int attempt = 0; ; attempt++) {
            try {
                HttpResponse<T> response = sendOnce(request.get(), handler, timeout);
                if (attempt >= retries || !worthRetrying.test(response.statusCode())) {
                    return response;
                }
            } catch (IOException e) {
                if (attempt >= retries) {
                    throw failure(what, e, attempt + 1);
                }
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
            pause(what, attempt + 1);
        }
    }

    private <T> HttpResponse<T> sendOnce(HttpRequest request, BodyHandler<T> handler, Duration timeout)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> exchange = client.sendAsync(request, handler);
        try {
            return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new HttpTimeoutException("no answer within " + seconds(timeout));
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException unchecked -> throw unchecked;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Waits before the given retry; the first is 1. */
    void pause(String what, int retry) {
        try {
            Thread.sleep(backoff.delay(retry));
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    /** What a call fails with when its last attempt had no complete answer. */
    static ApiCallException failure(String what, IOException cause, int attempts) {
        String tried = attempts == 1 ? "" : " (tried " + attempts + " times)";
        String reason = reason(cause);
        return cause instanceof HttpTimeoutException
                ? new ApiCallException(ApiCallException.CONNECTION_ABORTED, what + ": " + reason + tried, cause)
                : new ApiCallException(ApiCallException.CONNECTION_FAILED, what + ": " + reason + tried, cause);
    }

    /** Says with a failure to get an answer that it is nobody's but the network's, or the server's that did not answer. */
    static <T> T blamingNetwork(Supplier<T> call) {
        try {
            return call.get();
        } catch (ApiCallException e) {
            throw blamingNetwork(e);
        }
    }

    static ApiCallException blamingNetwork(ApiCallException e) {
        return switch (e.code()) {
            case ApiCallException.CONNECTION_FAILED, ApiCallException.CONNECTION_ABORTED ->
                new ApiCallException(e.code(), e.getMessage() + "; at fault: the network, or the store behind it", e);
            default -> e;
        };
    }

    private static String reason(IOException cause) {
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (cause instanceof ConnectException) {
            boolean isUnknown = Stream.iterate((Throwable) cause, Objects::nonNull, Throwable::getCause)
                    .anyMatch(UnresolvedAddressException.class::isInstance);
            return isUnknown ? "unknown host" : "connection refused";
        }
        return cause.getClass().getSimpleName();
    }

    private static ApiCallException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ApiCallException(ApiCallException.INTERRUPTED, what + ": interrupted", cause);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
