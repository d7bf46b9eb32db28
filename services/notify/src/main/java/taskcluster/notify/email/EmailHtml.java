package taskcluster.notify.email;

import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import taskcluster.notify.delivery.Email;

/** The HTML of an e-mail. Its styles are in its elements, and it needs nothing from elsewhere. */
final class EmailHtml {
    private static final Pattern WEB_OR_MAIL = Pattern.compile("(?i)(?:https?|mailto):.*");

    private EmailHtml() {}

    /** @param remaining how many more e-mails may be sent to the address for now */
    static String of(Email email, int remaining) {
        boolean isSimple = email.template() == Email.Template.SIMPLE;
        return """
                <!DOCTYPE html>
                <html>
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%s</title>
                </head>
                <body style="margin: 0; padding: 16px; background: %s; font: 15px/1.5 sans-serif; color: #222222">
                <div style="%s">
                %s
                %s</div>
                <p style="margin: 16px auto; text-align: center; font-size: 12px; color: #666666">%s</p>
                </body>
                </html>
                """.formatted(
                        escaped(email.subject()),
                        isSimple ? "#f4f4f4" : "#ffffff",
                        isSimple ? "max-width: 600px; margin: 0 auto; padding: 16px 24px; background: #ffffff" : "",
                        Markdown.toHtml(email.content()),
                        button(email.link()),
                        "Sent by Taskcluster. Up to %d more e-mails may be sent to you for now.".formatted(remaining));
    }

    private static String button(Email.@Nullable Link link) {
        if (link == null) {
            return "";
        }
        // Others, such as javascript:, are no places to lead readers to.
        return WEB_OR_MAIL.matcher(link.href()).matches()
                ? """
                    <p style="margin: 24px 0 8px"><a href="%s" style="display: inline-block; padding: 8px 20px; border-radius: 4px; \
                    background: #1a5fb4; color: #ffffff; text-decoration: none">%s</a></p>
                    """.formatted(escaped(link.href()), escaped(link.text()))
                : "<p>" + escaped(link.text()) + "</p>\n";
    }

    private static String escaped(String text) {
        return Entities.escape(text);
    }
}
