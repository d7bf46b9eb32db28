package taskcluster.client;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Backoff;
import taskcluster.core.RootUrl;

/**
 * Which deployment to call, as whom, and how patiently.
 *
 * @param rootUrl the deployment
 * @param credentials asked for the credentials of each attempt of each call, so they can be replaced while the client is
 *     in use; null for unsigned calls
 * @param authorizedScopes limits calls to these scopes, which the credentials must satisfy; empty allows only what
 *     anybody may do, null does not limit
 * @param retries how often a call is tried again after a network error, a timeout or a 5xx; default 5
 * @param timeout for one attempt, the whole answer included; default 30 s
 * @param delayFactor the delay before retry k is 2^k times this, plus or minus 25 %; default 100 ms
 * @param maxDelay the longest delay between attempts; default 30 s
 * @param traceId sent with each call for the services' logs, or null
 * @param headers sent with each call beside those that belong to every call
 * @param httpClient carries the calls; it must not follow redirects
 * @param clock stamps signatures
 */
public record ClientOptions(
        RootUrl rootUrl,
        @Nullable Supplier<Credentials> credentials,
        @Nullable List<String> authorizedScopes,
        int retries,
        Duration timeout,
        Duration delayFactor,
        Duration maxDelay,
        @Nullable String traceId,
        Map<String, String> headers,
        HttpClient httpClient,
        Clock clock) {
    /** For how long a signed URL is usually made. */
    public static final Duration SIGNED_URL_LIFE = Duration.ofMinutes(15);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final double RANDOMIZATION = 0.25;

    public ClientOptions {
        if (!rootUrl.url().matches("https?://[^/]+")) {
            throw new IllegalArgumentException("not a root URL (such as https://tc.example.com): '" + rootUrl + "'");
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries must not be negative");
        }
        authorizedScopes = authorizedScopes == null ? null : List.copyOf(authorizedScopes);
        headers = Map.copyOf(headers);
    }

    /** Options for unsigned calls to a deployment, everything else at its default. */
    public static Builder builder(String rootUrl) {
        return new Builder(new RootUrl(rootUrl));
    }

    /** The same, with everything taken from the TASKCLUSTER_* variables of this process. */
    public static Builder fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /**
     * Options of TASKCLUSTER_ROOT_URL with the credentials of the environment. Where there are no credentials but a
     * TASKCLUSTER_PROXY_URL, as inside a task, calls go unsigned to that proxy, which signs them for the task.
     *
     * @throws IllegalArgumentException if there is no root URL, or only a part of the credentials
     */
    public static Builder fromEnvironment(Map<String, String> environment) {
        Optional<Credentials> credentials = Credentials.fromEnvironment(environment);
        String rootUrl = environment.getOrDefault("TASKCLUSTER_ROOT_URL", "");
        String proxyUrl = environment.getOrDefault("TASKCLUSTER_PROXY_URL", "");
        if (credentials.isEmpty() && !proxyUrl.isEmpty()) {
            return builder(proxyUrl);
        }
        if (rootUrl.isEmpty()) {
            throw new IllegalArgumentException("set TASKCLUSTER_ROOT_URL to the URL of the deployment");
        }
        Builder builder = builder(rootUrl);
        credentials.ifPresent(builder::credentials);
        return builder;
    }

    /** A builder that starts from these options. */
    public Builder toBuilder() {
        Builder builder = new Builder(rootUrl);
        builder.credentials = credentials;
        builder.authorizedScopes = authorizedScopes;
        builder.retries = retries;
        builder.timeout = timeout;
        builder.delayFactor = delayFactor;
        builder.maxDelay = maxDelay;
        builder.traceId = traceId;
        builder.headers.putAll(headers);
        builder.httpClient = httpClient;
        builder.clock = clock;
        return builder;
    }

    /** The delays between attempts. */
    Backoff backoff() {
        return new Backoff(delayFactor.multipliedBy(2), 2, maxDelay, RANDOMIZATION);
    }

    /** Collects options. */
    public static final class Builder {
        private final RootUrl rootUrl;
        private @Nullable Supplier<Credentials> credentials;
        private @Nullable List<String> authorizedScopes;
        private int retries = 5;
        private Duration timeout = Duration.ofSeconds(30);
        private Duration delayFactor = Duration.ofMillis(100);
        private Duration maxDelay = Duration.ofSeconds(30);
        private @Nullable String traceId;
        private final Map<String, String> headers = new HashMap<>();
        private @Nullable HttpClient httpClient;
        private Clock clock = Clock.systemUTC();

        private Builder(RootUrl rootUrl) {
            this.rootUrl = rootUrl;
        }

        public Builder credentials(Credentials fixed) {
            return credentials(() -> fixed);
        }

        public Builder credentials(Supplier<Credentials> current) {
            this.credentials = current;
            return this;
        }

        public Builder authorizedScopes(@Nullable List<String> scopes) {
            this.authorizedScopes = scopes;
            return this;
        }

        public Builder retries(int count) {
            this.retries = count;
            return this;
        }

        public Builder timeout(Duration perAttempt) {
            this.timeout = perAttempt;
            return this;
        }

        public Builder delayFactor(Duration factor) {
            this.delayFactor = factor;
            return this;
        }

        public Builder maxDelay(Duration longest) {
            this.maxDelay = longest;
            return this;
        }

        public Builder traceId(@Nullable String id) {
            this.traceId = id;
            return this;
        }

        /** Has a header sent with each call. */
        public Builder header(String name, String value) {
            this.headers.put(name, value);
            return this;
        }

        public Builder httpClient(HttpClient client) {
            this.httpClient = client;
            return this;
        }

        public Builder clock(Clock source) {
            this.clock = source;
            return this;
        }

        public ClientOptions build() {
            return new ClientOptions(
                    rootUrl,
                    credentials,
                    authorizedScopes,
                    retries,
                    timeout,
                    delayFactor,
                    maxDelay,
                    traceId,
                    headers,
                    httpClient == null ? SharedHttpClient.INSTANCE : httpClient,
                    clock);
        }
    }

    /** The connections that all clients share unless told otherwise; made on first use. */
    private static final class SharedHttpClient {
        static final HttpClient INSTANCE = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }
}
