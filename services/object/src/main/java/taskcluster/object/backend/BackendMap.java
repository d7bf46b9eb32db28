package taskcluster.object.backend;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import taskcluster.object.config.JsonSetting;

/** Decides by name and project which backend a new object belongs to: that of the first rule that matches. */
record BackendMap(List<Rule> rules) {

    /** A rule; a condition that is null always holds. */
    record Rule(
            String backendId,
            @Nullable Predicate<String> name,
            @Nullable Predicate<String> projectId) {
        boolean matches(String objectName, String objectProjectId) {
            return (name == null || name.test(objectName)) && (projectId == null || projectId.test(objectProjectId));
        }
    }

    /**
     * Reads {@code [{backendId, when: 'all' | {name?, projectId?}}]}; a condition is a text to be equal to, {@code {is}} or
     * {@code {regexp}}.
     *
     * @param backendIds the backends that there are
     */
    static BackendMap parse(JsonSetting setting, Set<String> backendIds) {
        return new BackendMap(setting.elements().stream()
                .map(rule -> rule(rule.allow("backendId", "when"), backendIds))
                .toList());
    }

    private static Rule rule(JsonSetting rule, Set<String> backendIds) {
        String backendId = rule.text("backendId");
        if (!backendIds.contains(backendId)) {
            throw rule.get("backendId").refusal("is " + backendId + ", which is no backend");
        }
        JsonSetting when = rule.get("when");
        if (when.node().isString()) {
            if (!when.text().equals("all")) {
                throw when.refusal("must be 'all' or an object");
            }
            return new Rule(backendId, null, null);
        }
        when.allow("name", "projectId");
        return new Rule(backendId, condition(when, "name"), condition(when, "projectId"));
    }

    private static @Nullable Predicate<String> condition(JsonSetting when, String key) {
        if (!when.has(key)) {
            return null;
        }
        JsonSetting condition = when.get(key);
        if (condition.node().isString()) {
            return condition.text()::equals;
        }
        condition.allow("is", "regexp");
        if (condition.has("is") == condition.has("regexp")) {
            throw condition.refusal("needs either is or regexp");
        }
        return condition.has("is")
                ? condition.text("is")::equals
                : pattern(condition.get("regexp")).asPredicate();
    }

    private static Pattern pattern(JsonSetting regexp) {
        try {
            return Pattern.compile(regexp.text());
        } catch (PatternSyntaxException e) {
            throw regexp.refusal("is no regular expression: " + e.getDescription());
        }
    }

    Optional<String> backendFor(String name, String projectId) {
        return rules.stream()
                .filter(rule -> rule.matches(name, projectId))
                .map(Rule::backendId)
                .findFirst();
    }
}
