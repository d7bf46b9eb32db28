package taskcluster.notify.email;

import org.jspecify.annotations.Nullable;

/** An e-mail as it is sent: the same content as text and as HTML. */
record Mail(String from, String to, @Nullable String replyTo, String subject, String text, String html) {}
