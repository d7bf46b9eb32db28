package taskcluster.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Finds what answers a request: an API method, a document, a page about the process, or a reply that says that there is
 * nothing. It comes after all other mappings of the application, since it answers everything.
 */
final class ApiHandlerMapping implements HandlerMapping, Ordered {
    private static final String API = "/api/";
    private static final RequestHandler NOT_FOUND = call -> PlainReplies.notFound(call);
    private static final RequestHandler BROKEN_ENCODING = call -> PlainReplies.brokenEncoding(call);

    private final Map<String, ApiServer> servers = new HashMap<>();
    private final Documents documents;
    private final Dockerflow dockerflow;
    private final HttpConfig config;

    ApiHandlerMapping(List<ApiServer> servers, Documents documents, Dockerflow dockerflow, HttpConfig config) {
        this.documents = documents;
        this.dockerflow = dockerflow;
        this.config = config;
        for (ApiServer server : servers) {
            if (this.servers.put(server.api().mount(), server) != null) {
                throw new IllegalArgumentException("there are two of " + server.api());
            }
        }
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public HandlerExecutionChain getHandler(HttpServletRequest request) {
        return new HandlerExecutionChain(handler(request));
    }

    private RequestHandler handler(HttpServletRequest request) {
        if (HeadSize.exceeds(request, config.maxHeaderSize())) {
            return PlainReplies::headTooLarge;
        }
        if (config.forceSsl() && !ClientAddress.isSecure(request, config.trustProxy())) {
            return PlainReplies::useHttps;
        }
        String path = request.getRequestURI();
        int end = mountEnd(path);
        ApiServer server = end < 0 ? null : servers.get(path.substring(0, end).toLowerCase(Locale.ROOT));
        if (server != null) {
            return method(server, request.getMethod(), path.substring(end));
        }
        RequestHandler process = dockerflow.handler(path);
        if (process != null) {
            return process;
        }
        byte[] document = documents.find(path);
        return document == null ? NOT_FOUND : document(request.getMethod(), document);
    }

    /** Where the mount of an API ends in a path, such as {@code /api/queue/v1}; -1 if it starts with none. */
    private static int mountEnd(String path) {
        if (!path.regionMatches(true, 0, API, 0, API.length())) {
            return -1;
        }
        int service = path.indexOf('/', API.length());
        int version = service < 0 ? -1 : path.indexOf('/', service + 1);
        return service < 0 || version >= 0 ? version : path.length();
    }

    private static RequestHandler method(ApiServer server, String verbName, String path) {
        Router router = server.api().router();
        if (verbName.equals("OPTIONS")) {
            Set<HttpVerb> verbs = router.verbs(path);
            return verbs.isEmpty() ? NOT_FOUND : call -> PlainReplies.options(call, allowed(verbs));
        }
        HttpVerb verb = verb(verbName);
        Router.Match match = verb == null ? null : router.match(verb, path);
        if (match == null && verb == HttpVerb.HEAD) {
            match = router.match(HttpVerb.GET, path);
        }
        if (match == null) {
            return NOT_FOUND;
        }
        Map<String, String> params = decoded(match.values());
        Endpoint endpoint = match.endpoint();
        return params == null ? BROKEN_ENCODING : call -> server.answer(call, endpoint, params);
    }

    private static @Nullable HttpVerb verb(String name) {
        for (HttpVerb verb : HttpVerb.values()) {
            if (verb.name().equals(name)) {
                return verb;
            }
        }
        return null;
    }

    private static @Nullable Map<String, String> decoded(Map<String, String> values) {
        Map<String, String> decoded = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String value = PercentEncoding.decode(entry.getValue());
            if (value == null) {
                return null;
            }
            decoded.put(entry.getKey(), value);
        }
        return decoded;
    }

    private static RequestHandler document(String verb, byte[] document) {
        return switch (verb) {
            case "GET", "HEAD" -> call -> ReplyWriter.document(call, document);
            case "OPTIONS" -> call -> PlainReplies.options(call, allowed(EnumSet.of(HttpVerb.GET, HttpVerb.HEAD)));
            default -> NOT_FOUND;
        };
    }

    private static String allowed(Set<HttpVerb> verbs) {
        return verbs.stream().map(HttpVerb::name).collect(Collectors.joining(",")) + ",OPTIONS";
    }
}
