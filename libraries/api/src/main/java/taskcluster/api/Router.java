package taskcluster.api;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint for a verb and a path. Where several routes match a path, the one with the more specific segment
 * wins, from left to right: a literal before a parameter before a wildcard. Paths are matched as sent, without decoding,
 * with or without a trailing slash.
 */
final class Router {
    private final Node root = new Node();

    /** @throws IllegalArgumentException if two endpoints have one verb and route */
    Router(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            add(endpoint);
        }
    }

    private void add(Endpoint endpoint) {
        Node node = root;
        for (Route.Segment segment : endpoint.route().segments()) {
            node = node.child(segment);
        }
        Endpoint other = node.endpoints.putIfAbsent(endpoint.verb(), endpoint);
        if (other != null) {
            throw new IllegalArgumentException("methods " + other.name() + " and " + endpoint.name() + " are both "
                    + endpoint.verb() + " " + endpoint.route().declared());
        }
    }

    /**
     * An endpoint and the values of its parameters.
     *
     * @param values by name, in the order of the route, still percent-encoded
     */
    record Match(Endpoint endpoint, Map<String, String> values) {}

    /**
     * The endpoint for a request, null if there is none.
     *
     * @param path what follows the mount of the API, starting with a slash, as sent
     */
    @Nullable
    Match match(HttpVerb verb, String path) {
        Search search = new Search(verb, path);
        Endpoint endpoint = search.find(root, 0);
        return endpoint == null ? null : new Match(endpoint, search.valuesOf(endpoint.route()));
    }

    /** The verbs that some route of the path has, HEAD beside GET included; empty if no route matches. */
    Set<HttpVerb> verbs(String path) {
        Set<HttpVerb> verbs = EnumSet.noneOf(HttpVerb.class);
        for (HttpVerb verb : HttpVerb.values()) {
            if (match(verb, path) != null) {
                verbs.add(verb);
            }
        }
        if (verbs.contains(HttpVerb.GET)) {
            verbs.add(HttpVerb.HEAD);
        }
        return verbs;
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<HttpVerb, Endpoint> endpoints = new EnumMap<>(HttpVerb.class);
        private @Nullable Node parameter;
        private @Nullable Node wildcard;

        /** The node for a segment below this one, new if there is none yet. */
        Node child(Route.Segment segment) {
            return switch (segment) {
                case Route.Literal(String text) -> literals.computeIfAbsent(text, _ -> new Node());
                case Route.Parameter _ -> {
                    Node child = parameter == null ? new Node() : parameter;
                    parameter = child;
                    yield child;
                }
                case Route.Wildcard _ -> {
                    Node child = wildcard == null ? new Node() : wildcard;
                    wildcard = child;
                    yield child;
                }
            };
        }
    }

    /** One walk down the tree; it tries the next best branch where the best one leads nowhere. */
    private static final class Search {
        private final HttpVerb verb;
        private final String path;
        private final List<String> values = new ArrayList<>(4);

        private Search(HttpVerb verb, String path) {
            this.verb = verb;
            this.path = path;
        }

        /** The endpoint below a node for what is left of the path; {@code start} is at a slash or at the end. */
        private @Nullable Endpoint find(Node node, int start) {
            if (start >= path.length() - 1) {
                Endpoint here = node.endpoints.get(verb);
                return here != null ? here : findWildcard(node, path.length());
            }
            int end = path.indexOf('/', start + 1);
            end = end < 0 ? path.length() : end;
            String segment = path.substring(start + 1, end);
            Node literal = node.literals.get(segment);
            Endpoint found = literal == null ? null : find(literal, end);
            if (found == null && node.parameter != null && !segment.isEmpty()) {
                values.add(segment);
                found = find(node.parameter, end);
                if (found == null) {
                    values.removeLast();
                }
            }
            return found != null ? found : findWildcard(node, start + 1);
        }

        private @Nullable Endpoint findWildcard(Node node, int start) {
            Endpoint found = node.wildcard == null ? null : node.wildcard.endpoints.get(verb);
            if (found != null) {
                values.add(path.substring(start));
            }
            return found;
        }

        private Map<String, String> valuesOf(Route route) {
            Map<String, String> byName = new LinkedHashMap<>();
            List<String> names = route.parameters();
            for (int i = 0; i < names.size(); i++) {
                byName.put(names.get(i), values.get(i));
            }
            return byName;
        }
    }
}
