package taskcluster.notify.task;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import taskcluster.jsone.JsonEException;
import taskcluster.notify.delivery.Email;
import tools.jackson.databind.JsonNode;

/** An e-mail about a task. */
final class TaskEmail {
    /** What the API allows. */
    private static final int LONGEST_SUBJECT = 255;

    private static final int LONGEST_CONTENT = 102_400;

    private final TaskReport report;
    private final Clock clock;
    private final JsonNode wishes;
    private final Consumer<RuntimeException> problems;

    /** @param problems is told of wishes that cannot be fulfilled */
    TaskEmail(TaskReport report, Clock clock, Consumer<RuntimeException> problems) {
        this.report = report;
        this.clock = clock;
        this.wishes = report.wishes().path("email");
        this.problems = problems;
    }

    Email to(String address) {
        String subject = wish("subject")
                .text()
                .orElseGet(() -> "Task " + report.state() + ": " + report.name() + " - " + report.taskId());
        String content = wish("content").text().orElseGet(this::usualContent);
        return new Email(
                address,
                limited(subject, LONGEST_SUBJECT),
                limited(content, LONGEST_CONTENT),
                link(),
                null,
                template());
    }

    private Wish wish(String key) {
        return new Wish(wishes.path(key), report, clock);
    }

    private static String limited(String text, int length) {
        return text.length() <= length ? text : text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }

    private String usualContent() {
        return """
                Task [`%s`](%s) in task group [`%s`](%s) %s.

                **Status:** %s (in %d %s)
                **Name:** %s
                **Description:** %s
                **Owner:** %s
                **Source:** %s
                """.formatted(
                        report.taskId(),
                        report.url(),
                        report.taskGroupId(),
                        report.groupUrl(),
                        whatHappened(),
                        capitalized(report.state()),
                        report.runs(),
                        report.runs() == 1 ? "run" : "runs",
                        report.name(),
                        report.metadata("description"),
                        report.metadata("owner"),
                        report.metadata("source"));
    }

    private String whatHappened() {
        return switch (report.state()) {
            case "unscheduled" -> "is defined";
            case "pending" -> "is waiting for a worker";
            case "running" -> "is running";
            case "completed" -> "is complete";
            case "failed" -> "has failed";
            case "exception" -> "has ended in an exception";
            default -> "is " + report.state();
        };
    }

    private static String capitalized(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private Email.Link link() {
        Optional<Email.Link> wanted = Optional.empty();
        try {
            wanted = wish("link").value().map(TaskEmail::requireLink);
        } catch (JsonEException | IllegalArgumentException unusable) {
            problems.accept(unusable);
        }
        return wanted.orElseGet(() -> new Email.Link("Inspect Task", report.url()));
    }

    private static Email.Link requireLink(JsonNode link) {
        if (!link.path("text").isString() || !link.path("href").isString()) {
            throw new IllegalArgumentException("extra.notify.email.link must have a text and a href");
        }
        return new Email.Link(link.path("text").stringValue(), link.path("href").stringValue());
    }

    private Email.Template template() {
        Optional<Email.Template> wanted = Optional.empty();
        try {
            wanted = wish("template").value().map(TaskEmail::requireTemplate);
        } catch (JsonEException | IllegalArgumentException unusable) {
            problems.accept(unusable);
        }
        return wanted.orElse(Email.Template.SIMPLE);
    }

    private static Email.Template requireTemplate(JsonNode template) {
        return switch (template.asString("")) {
            case "simple" -> Email.Template.SIMPLE;
            case "fullscreen" -> Email.Template.FULLSCREEN;
            default -> throw new IllegalArgumentException("extra.notify.email.template must be simple or fullscreen");
        };
    }
}
