package taskcluster.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A declared route in its parts.
 *
 * @param declared such as {@code /task/<taskId>/artifacts/<name*>}
 * @param segments what stands between the slashes; a trailing slash does not count
 * @param parameters the names of the parameters, in order
 */
record Route(String declared, List<Segment> segments, List<String> parameters) {
    private static final Pattern PARAMETER = Pattern.compile("<([a-zA-Z][a-zA-Z0-9_]*)(\\*?)>");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~-]+");

    /** A part of a route. */
    sealed interface Segment {}

    /** A segment that is the same in all paths. */
    record Literal(String text) implements Segment {}

    /** A segment that may be anything but empty. */
    record Parameter(String name) implements Segment {}

    /** All the rest of a path, maybe nothing; always the last segment. */
    record Wildcard(String name) implements Segment {}

    Route {
        segments = List.copyOf(segments);
        parameters = List.copyOf(parameters);
    }

    /** @throws IllegalArgumentException if the route is not well formed */
    static Route parse(String declared) {
        if (!declared.startsWith("/")) {
            throw new IllegalArgumentException("the route '" + declared + "' must start with a slash");
        }
        String trimmed = declared.endsWith("/") ? declared.substring(0, declared.length() - 1) : declared;
        List<Segment> segments = new ArrayList<>();
        for (String text : trimmed.isEmpty()
                ? List.<String>of()
                : List.of(trimmed.substring(1).split("/", -1))) {
            if (!segments.isEmpty() && segments.getLast() instanceof Wildcard) {
                throw new IllegalArgumentException("in the route '" + declared + "' something follows the wildcard");
            }
            segments.add(segment(declared, text));
        }
        List<String> names = namesIn(segments);
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("the route '" + declared + "' has a parameter twice");
        }
        return new Route(declared, segments, names);
    }

    private static Segment segment(String declared, String text) {
        Matcher parameter = PARAMETER.matcher(text);
        if (parameter.matches()) {
            String name = parameter.group(1);
            return parameter.group(2).isEmpty() ? new Parameter(name) : new Wildcard(name);
        }
        if (!LITERAL.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' in the route '" + declared + "' is not a segment");
        }
        return new Literal(text);
    }

    private static List<String> namesIn(List<Segment> segments) {
        return segments.stream()
                .<String>mapMulti((segment, names) -> {
                    switch (segment) {
                        case Literal _ -> {}
                        case Parameter(String name) -> names.accept(name);
                        case Wildcard(String name) -> names.accept(name);
                    }
                })
                .toList();
    }

    /** As references show it: a wildcard looks like any parameter. */
    String published() {
        return declared.replace("*>", ">");
    }
}
