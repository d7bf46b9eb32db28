package taskcluster.worker.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.client.Credentials;
import taskcluster.client.HawkSignature;
import taskcluster.core.Backoff;
import taskcluster.core.Json;
import taskcluster.core.RootUrl;

/**
 * An HTTP server on the loopback interface that passes what one task asks on to the deployment, signed with the credentials of
 * its run and limited to the scopes of the task. The task never sees the credentials.
 *
 * <p>{@code /api/<service>/<version>/...} and {@code /<service>/<version>/...} are the APIs; {@code /bewit}, with a URL as the
 * body, redirects to that URL signed for an hour. Only the task's user (and root) is answered, where the task has a user of its
 * own: others of the machine find the connection closed.
 */
public final class TaskclusterProxy implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TaskclusterProxy.class);

    /** What belongs to one connection, or what this proxy or its HTTP client decides. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "authorization",
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), 1.5, Duration.ofSeconds(30), 0.25);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SIGNED_URL_LIFE = Duration.ofHours(1);
    /** A larger body is passed on as it comes, once. */
    private static final int LARGEST_REPEATABLE_BODY = 1024 * 1024;

    private static final int SERVER_ERROR = 500;
    private static final int ROOT = 0;

    private final RootUrl rootUrl;
    private final Supplier<Credentials> credentials;
    private final List<String> scopes;
    private final OptionalInt user;
    private final Duration patience;
    private final Clock clock;
    private final Consumer<String> taskLog;
    private final PeerUser peers = new PeerUser(Path.of("/proc/net"));
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private volatile Credentials lastUsed;

    /**
     * Starts a proxy on a free port.
     *
     * @param credentials those of the run as they are when asked for; they change with each renewal of the claim
     * @param scopes what calls are limited to
     * @param user the number of the only user, besides root, who is answered; everybody if absent
     * @param taskLog is told when new credentials are in use
     */
    public static TaskclusterProxy start(
            RootUrl rootUrl,
            Supplier<Credentials> credentials,
            List<String> scopes,
            OptionalInt user,
            Clock clock,
            Consumer<String> taskLog)
            throws IOException {
        return start(rootUrl, credentials, scopes, user, PATIENCE, clock, taskLog);
    }

    static TaskclusterProxy start(
            RootUrl rootUrl,
            Supplier<Credentials> credentials,
            List<String> scopes,
            OptionalInt user,
            Duration patience,
            Clock clock,
            Consumer<String> taskLog)
            throws IOException {
        TaskclusterProxy proxy = new TaskclusterProxy(rootUrl, credentials, scopes, user, patience, clock, taskLog);
        proxy.server.createContext("/", proxy::answer);
        proxy.server.setExecutor(proxy.threads);
        proxy.server.start();
        return proxy;
    }

    private TaskclusterProxy(
            RootUrl rootUrl,
            Supplier<Credentials> credentials,
            List<String> scopes,
            OptionalInt user,
            Duration patience,
            Clock clock,
            Consumer<String> taskLog)
            throws IOException {
        this.rootUrl = rootUrl;
        this.credentials = credentials;
        this.scopes = List.copyOf(scopes);
        this.user = user;
        this.patience = patience;
        this.clock = clock;
        this.taskLog = taskLog;
        this.lastUsed = credentials.get();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(threads)
                .build();
    }

    /** What the task finds in {@code TASKCLUSTER_PROXY_URL}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (isAdmitted(exchange.getRemoteAddress())) {
                route(exchange);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAdmitted(InetSocketAddress peer) throws IOException {
        if (user.isEmpty()) {
            return true;
        }
        OptionalInt uid = peers.of(peer);
        boolean admitted = uid.isPresent() && (uid.getAsInt() == user.getAsInt() || uid.getAsInt() == ROOT);
        if (!admitted) {
            log.warn("Refused a connection of user {} to the proxy of user {}", uid, user.getAsInt());
        }
        return admitted;
    }

    private void route(HttpExchange exchange) throws IOException, InterruptedException {
        String target = exchange.getRequestURI().toString();
        int end = target.indexOf('/', 1);
        String first = target.substring(1, end < 0 ? target.length() : end);
        if (first.equals("bewit")) {
            sign(exchange);
        } else if (end > 0 && first.equals("api")) {
            passOn(exchange, rootUrl.url() + target);
        } else if (end > 0 && SERVICE.matcher(first).matches()) {
            passOn(exchange, rootUrl.url() + "/api" + target);
        } else {
            refuse(exchange, 404, "Unknown taskcluster service: " + first);
        }
    }

    /** Redirects to the URL that is the body, with a signature in it. */
    private void sign(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).strip();
        URI signed;
        try {
            URI url = URI.create(text);
            if (url.getHost() == null || url.getScheme() == null) {
                throw new IllegalArgumentException("it has no host");
            }
            signed = signature().signedUrl(url, clock.instant().plus(SIGNED_URL_LIFE));
        } catch (IllegalArgumentException notAUrl) {
            refuse(exchange, 400, "The body must be a URL: " + notAUrl.getMessage());
            return;
        }
        exchange.getResponseHeaders().set("Location", signed.toString());
        refuse(exchange, 303, signed.toString());
    }

    private HawkSignature signature() {
        Credentials current = credentials.get();
        if (!current.equals(lastUsed)) {
            lastUsed = current;
            taskLog.accept(
                    "[taskcluster-proxy] Successfully refreshed taskcluster-proxy credentials: " + current.clientId());
        }
        return new HawkSignature(current, scopes);
    }

    private void passOn(HttpExchange exchange, String target) throws IOException, InterruptedException {
        URI uri;
        try {
            uri = URI.create(target);
        } catch (IllegalArgumentException invalid) {
            refuse(exchange, 400, "Not a URL: " + target);
            return;
        }
        byte[] start = exchange.getRequestBody().readNBytes(LARGEST_REPEATABLE_BODY + 1);
        boolean isRepeatable = start.length <= LARGEST_REPEATABLE_BODY;
        try {
            HttpResponse<InputStream> response = isRepeatable
                    ? repeated(exchange, uri, start)
                    : http.send(
                            request(
                                    exchange,
                                    uri,
                                    BodyPublishers.concat(
                                            BodyPublishers.ofByteArray(start),
                                            BodyPublishers.ofInputStream(exchange::getRequestBody))),
                            BodyHandlers.ofInputStream());
            reply(exchange, uri, response);
        } catch (IOException failed) {
            log.warn("A request of a task to {} could not be passed on", uri.getPath(), failed);
            if (exchange.getResponseCode() < 0) {
                refuse(exchange, SERVER_ERROR, "Failed during proxy request: " + failed);
            }
        }
    }

    /** Asks again while the deployment has troubles that may pass; in the end its last answer counts. */
    private HttpResponse<InputStream> repeated(HttpExchange exchange, URI uri, byte[] body)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; ; attempt++) {
            HttpRequest request = request(exchange, uri, BodyPublishers.ofByteArray(body));
            Optional<HttpResponse<InputStream>> response = Optional.empty();
            Duration pause = BACKOFF.delay(attempt);
            boolean isLast = System.nanoTime() + pause.toNanos() >= deadline;
            try {
                response = Optional.of(http.send(request, BodyHandlers.ofInputStream()));
                if (response.get().statusCode() < SERVER_ERROR || isLast) {
                    return response.get();
                }
            } catch (IOException failed) {
                if (isLast) {
                    throw failed;
                }
            }
            if (response.isPresent()) {
                response.get().body().close();
            }
            Thread.sleep(pause);
        }
    }

    private HttpRequest request(HttpExchange exchange, URI uri, HttpRequest.BodyPublisher body) {
        String verb = exchange.getRequestMethod();
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).method(verb, body.contentLength() == 0 ? BodyPublishers.noBody() : body);
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        builder.header("Authorization", signature().header(verb, uri, clock.instant()));
        return builder.build();
    }

    private void reply(HttpExchange exchange, URI uri, HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            response.headers().map().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, new ArrayList<>(values));
                }
            });
            describe(uri).forEach(exchange.getResponseHeaders()::set);
            long length = response.headers().firstValueAsLong("content-length").orElse(0);
            boolean hasNoBody = exchange.getRequestMethod().equals("HEAD")
                    || response.statusCode() == 204
                    || response.statusCode() == 304
                    || response.headers()
                            .firstValue("content-length")
                            .filter("0"::equals)
                            .isPresent();
            // Of this server: -1 is no body, 0 is a body of unknown length.
            exchange.sendResponseHeaders(response.statusCode(), hasNoBody ? -1 : length);
            if (!hasNoBody) {
                body.transferTo(exchange.getResponseBody());
            }
        }
    }

    private Map<String, String> describe(URI uri) {
        Credentials current = lastUsed;
        return Map.of(
                "X-Taskcluster-Endpoint",
                uri.toString(),
                "X-Taskcluster-Authorized-Scopes",
                Json.MAPPER.writeValueAsString(scopes),
                current.certificate() == null
                        ? "X-Taskcluster-Proxy-Perm-ClientId"
                        : "X-Taskcluster-Proxy-Temp-ClientId",
                current.clientId());
    }

    private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        byte[] text = (message + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
    }

    /** Ends at once, requests on their way included. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
