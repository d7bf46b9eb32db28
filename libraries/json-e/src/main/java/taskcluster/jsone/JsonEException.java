package taskcluster.jsone;

/**
 * A template is wrong. The message is {@code <kind> at template<path>: <text>}, with the path of what is wrong where it is
 * known.
 */
public final class JsonEException extends RuntimeException {
    /** What kind of thing is wrong. */
    public enum Kind {
        /** An expression is not one. */
        SYNTAX("SyntaxError"),
        /** An expression cannot be evaluated. */
        INTERPRETER("InterpreterError"),
        /** A function does not take the arguments. */
        BUILTIN("BuiltinError"),
        /** An operator is not used as it has to be, or the template takes too much work. */
        TEMPLATE("TemplateError"),
        /** A text is no time, or no duration. Messages of this kind are the text alone. */
        TIME("");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    private final Kind kind;
    private final String path;
    private final String text;

    private JsonEException(Kind kind, String path, String text) {
        super(message(kind, path, text));
        this.kind = kind;
        this.path = path;
        this.text = text;
    }

    static JsonEException syntax(String text) {
        return new JsonEException(Kind.SYNTAX, "", text);
    }

    static JsonEException interpreter(String text) {
        return new JsonEException(Kind.INTERPRETER, "", text);
    }

    static JsonEException builtin(String text) {
        return new JsonEException(Kind.BUILTIN, "", text);
    }

    static JsonEException template(String text) {
        return new JsonEException(Kind.TEMPLATE, "", text);
    }

    static JsonEException time(String text) {
        return new JsonEException(Kind.TIME, "", text);
    }

    /** The same error, seen from the element or member around it. */
    JsonEException within(String step) {
        JsonEException located = new JsonEException(kind, step + path, text);
        located.setStackTrace(getStackTrace());
        return located;
    }

    private static String message(Kind kind, String path, String text) {
        if (kind == Kind.TIME) {
            return text;
        }
        return kind.label + (path.isEmpty() ? "" : " at template" + path) + ": " + text;
    }

    public Kind kind() {
        return kind;
    }

    /** Where in the template, such as {@code .tasks[0].name}; empty if it is the whole of it. */
    public String path() {
        return path;
    }

    /** What is wrong, without kind and path. */
    public String text() {
        return text;
    }
}
