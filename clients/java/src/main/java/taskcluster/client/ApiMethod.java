package taskcluster.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One method of a service's API, as its reference describes it.
 *
 * @param name the method's name, such as {@code createTask}
 * @param verb the HTTP method, in upper case
 * @param route the path below the service's version, with parameters in angle brackets
 * @param query the query parameters that the method knows
 * @param payload whether it takes a payload
 * @param reply what it answers
 */
public record ApiMethod(String name, String verb, String route, Set<String> query, Payload payload, Reply reply) {
    private static final Pattern PARAMETER = Pattern.compile("<([^>]+)>");

    public ApiMethod {
        query = Set.copyOf(query);
    }

    /** What a method takes. */
    public enum Payload {
        NONE,
        JSON
    }

    /** What a method answers. */
    public enum Reply {
        /** Nothing, or something that is not described. */
        ANY,
        /** A JSON object. */
        OBJECT,
        /** A JSON array. */
        ARRAY,
        /** A JSON object that the server may take longer over than over any other answer. */
        AWAITED_OBJECT
    }

    /** The names of the path parameters in their order. */
    public List<String> parameters() {
        return PARAMETER
                .matcher(route)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    /**
     * This method applied to path arguments.
     *
     * @throws IllegalArgumentException if there are too few or too many, or one is null
     */
    public Call at(@Nullable String... arguments) {
        List<String> parameters = parameters();
        if (arguments.length != parameters.size()) {
            throw new IllegalArgumentException("%s takes %d path arguments (%s), not %d"
                    .formatted(name, parameters.size(), String.join(", ", parameters), arguments.length));
        }
        StringBuilder path = new StringBuilder();
        Matcher matcher = PARAMETER.matcher(route);
        for (int i = 0; matcher.find(); i++) {
            String argument = arguments[i];
            if (argument == null) {
                throw new IllegalArgumentException(name + ": " + parameters.get(i) + " is null");
            }
            matcher.appendReplacement(path, Matcher.quoteReplacement(encode(argument)));
        }
        return new Call(this, matcher.appendTail(path).toString());
    }

    /**
     * A method with its path filled in.
     *
     * @param path below the service's version, percent-encoded
     */
    public record Call(ApiMethod method, String path) {
        /** The path with a query. */
        String withQuery(Map<String, String> query) {
            if (query.isEmpty()) {
                return path;
            }
            StringJoiner pairs = new StringJoiner("&", path + "?", "");
            query.forEach((key, value) -> {
                if (!method.query.contains(key)) {
                    throw new IllegalArgumentException("%s knows no query parameter %s, only %s"
                            .formatted(
                                    method.name,
                                    key,
                                    method.query.stream().sorted().toList()));
                }
                pairs.add(encode(key) + "=" + encode(value));
            });
            return pairs.toString();
        }
    }

    /** Percent-encodes everything but letters, digits and {@code - _ . ! ~ * ' ( )}. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%21", "!")
                .replace("%7E", "~")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")");
    }
}
