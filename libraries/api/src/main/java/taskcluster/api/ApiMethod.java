package taskcluster.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a method of an API on the Java method that answers it: {@code Object f(ApiRequest)}, public or visible in its
 * package. What it returns becomes the body of a 200 reply; null, or a {@code void} method, becomes an empty 204 reply; an
 * {@link ApiReply} chooses status and headers. Routing, authorisation, validation, references and clients all follow from
 * this declaration.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ApiMethod {
    /** The name of the method in clients, logs and errors; unique in its API. */
    String name();

    HttpVerb verb() default HttpVerb.GET;

    /**
     * The path below {@code /api/<service>/<version>}, such as {@code /task/<taskId>/artifacts/<name*>}. {@code <x>} stands
     * for one segment of the path, {@code <x*>} for all the rest of it, slashes included, and maybe nothing.
     */
    String route();

    /** The names of the query parameters that it takes; each is a string and optional. */
    String[] query() default {};

    /**
     * The scopes that callers need, as YAML: a scope such as {@code queue:get-task:<taskId>} or an expression such as
     * {@code {AnyOf: ['a:<x>', 'b:<x>']}}. Empty: anyone may call the method, and credentials are not even looked at. If all
     * parameters are those of the route, the caller is authorised before the method runs; otherwise the method has to call
     * {@link ApiRequest#authorize}.
     */
    String scopes() default "";

    /** The schema of the body, such as {@code v1/create-task-request.json#}; empty if the method takes no body. */
    String input() default "";

    /** The largest body that it takes, in MB of 1024 * 1024 bytes; 0 for what all methods take, which is configured. */
    int maxInputMegabytes() default 0;

    /** The schema of the reply's body, {@code blob} for any content, or empty if the method does not declare its reply. */
    String output() default "";

    /** Whether replies with a body are checked against {@link #output} before they are sent. */
    boolean checkOutput() default true;

    Stability stability() default Stability.EXPERIMENTAL;

    /** The heading that documentation lists the method under; empty for the title of the API. */
    String category() default "";

    /** A few words for people. */
    String title();

    /** What the method does, in Markdown. */
    String description();

    /** Whether the method is in the published reference. */
    boolean published() default true;
}
