package taskcluster.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a URL, read against the parameters that a method declares.
 *
 * @param values of the declared parameters that were given
 * @param problems one line for each parameter that is not as declared
 */
record QueryString(Map<String, String> values, List<String> problems) {
    private static final QueryString NONE = new QueryString(Map.of(), List.of());
    private static final String BEWIT = "bewit";
    private static final String PREFIX = "Query-string parameter: ";

    static QueryString parse(@Nullable String query, Map<String, TextPattern> declared) {
        if (query == null || query.isEmpty()) {
            return NONE;
        }
        Map<String, List<@Nullable String>> given = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String rawName = equals < 0 ? part : part.substring(0, equals);
                String name = PercentEncoding.decodeQuery(rawName);
                String value = PercentEncoding.decodeQuery(equals < 0 ? "" : part.substring(equals + 1));
                given.computeIfAbsent(name == null ? rawName : name, _ -> new ArrayList<>(1))
                        .add(value);
            }
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        given.forEach((name, all) -> {
            String problem = problem(name, all, declared);
            String value = all.getFirst();
            if (problem != null) {
                problems.add(PREFIX + problem);
            } else if (value != null && declared.containsKey(name)) {
                values.put(name, value);
            }
        });
        return new QueryString(values, problems);
    }

    private static @Nullable String problem(
            String name, List<@Nullable String> values, Map<String, TextPattern> declared) {
        TextPattern pattern = declared.get(name);
        String value = values.getFirst();
        if (pattern == null) {
            return name.equals(BEWIT) ? null : name + " is not supported!";
        }
        if (values.size() > 1) {
            return name + " must be a string!";
        }
        if (value == null) {
            return name + " is not valid, error: its percent-encoding is broken";
        }
        if (value.indexOf('\0') >= 0) {
            return name + " is not valid, error: it must not contain the character U+0000";
        }
        return pattern.matches(value) ? null : name + "=\"" + value + "\" does not match expression: " + pattern;
    }
}
