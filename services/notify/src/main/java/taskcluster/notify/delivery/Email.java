package taskcluster.notify.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail.
 *
 * @param content Markdown
 * @param link shown as a button below the content
 * @param replyTo the address that answers go to
 */
public record Email(
        String address,
        String subject,
        String content,
        @Nullable Link link,
        @Nullable String replyTo,
        Template template)
        implements Notification {
    /** How a notification of this type is called. */
    public static final String TYPE = "email";

    /** A text that leads somewhere. */
    public record Link(String text, String href) {}

    /** The look of the HTML. */
    public enum Template {
        /** A narrow column. */
        @JsonProperty("simple")
        SIMPLE,
        /** The full width. */
        @JsonProperty("fullscreen")
        FULLSCREEN
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** Without the template: the same text in another look is no news. */
    @Override
    public List<@Nullable Object> identity() {
        return Arrays.asList(address, subject, content, link, replyTo);
    }
}
