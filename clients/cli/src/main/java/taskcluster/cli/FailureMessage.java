package taskcluster.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import taskcluster.client.ApiCallException;

/** Says in one line what went wrong with a call and what to do about it. */
final class FailureMessage {
    private static final Pattern FENCED = Pattern.compile("```\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern BULLET = Pattern.compile("(?m)^\\s+\\* (.*)$");

    private FailureMessage() {}

    /** @param rootUrl the deployment, null if it is not known */
    static String of(ApiCallException e, @Nullable String rootUrl, String command) {
        String text = withoutRequest(String.valueOf(e.getMessage()));
        return switch (e.code()) {
            case ApiCallException.CONNECTION_FAILED ->
                "cannot reach %s (%s): is it running? `./tc up` starts one here".formatted(rootUrl, reason(text));
            case ApiCallException.CONNECTION_ABORTED -> "%s does not answer (%s)".formatted(rootUrl, reason(text));
            case "AuthenticationFailed" ->
                "%s refuses the credentials: %s; check TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN"
                        .formatted(rootUrl, oneLine(text));
            case "InsufficientScopes" -> scopes(text);
            case "InputValidationError" -> invalid(text);
            case ApiCallException.UNKNOWN_ERROR ->
                "%s answered with status %d (%s); is it a Taskcluster deployment?"
                        .formatted(rootUrl, e.statusCode(), oneLine(text));
            default -> oneLine(text);
        };
    }

    /** A server's message ends with lines about the request, after a rule. */
    private static String withoutRequest(String message) {
        int rule = message.indexOf("\n---\n");
        return (rule < 0 ? message : message.substring(0, rule)).strip();
    }

    private static String reason(String text) {
        return text.replaceFirst("^[^:]*: ", "").replaceFirst(" \\(tried \\d+ times\\)$", "");
    }

    private static String scopes(String text) {
        Matcher fenced = FENCED.matcher(text);
        if (!fenced.find()) {
            return oneLine(text);
        }
        String scopes = oneLine(fenced.group(1));
        Matcher client = Pattern.compile("Client ID (\\S+) ").matcher(text);
        return client.find()
                ? client.group(1) + " lacks the scopes for this: " + scopes
                : "this needs credentials (TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN) with the scopes "
                        + scopes;
    }

    private static String invalid(String text) {
        List<String> problems = BULLET.matcher(text)
                .results()
                .map(found -> found.group(1).strip())
                .toList();
        return problems.isEmpty()
                ? oneLine(text)
                : problems.stream()
                        .map(problem -> problem.replaceFirst("^data/", "").replaceFirst("^data ", ""))
                        .collect(Collectors.joining("; ", "the payload is not valid: ", ""));
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
