package taskcluster.client.generator;

import java.util.List;
import taskcluster.client.generator.ExchangesReference.Entry;
import taskcluster.client.generator.ExchangesReference.Field;

/** Writes the class of one service's events: for each exchange, methods that make bindings to it. */
final class EventsSource {
    private static final int LIST_DEPTH = 3;
    private static final String FIELD_INDENT = "                    ";

    private EventsSource() {}

    static String of(ExchangesReference exchanges) {
        String className = JavaSource.className(exchanges.serviceName()) + "Events";
        JavaSource source = new JavaSource()
                .line("package taskcluster.client;")
                .blank()
                .line("import java.util.List;")
                .line("import java.util.Map;")
                .blank()
                .doc(
                        0,
                        List.of(
                                exchanges.title() + ". " + exchanges.description(),
                                "Generated from the service's reference."))
                .line("public final class " + className + " {");
        exchanges.entries().forEach(entry -> writeConstant(source, exchanges.exchangePrefix(), entry));
        source.blank().line("    private " + className + "() {}");
        exchanges.entries().forEach(entry -> writeMethods(source, entry));
        return source.line("}").toString();
    }

    private static void writeConstant(JavaSource source, String prefix, Entry entry) {
        List<String> fields =
                entry.routingKey().stream().map(EventsSource::field).toList();
        String name = JavaSource.quote(prefix + entry.exchange());
        String declaration = "private static final ExchangeReference " + JavaSource.constant(entry.name());
        String inOneLine = "List.of(" + String.join(", ", fields) + ")";
        String inLines = "List.of(\n" + FIELD_INDENT + String.join(",\n" + FIELD_INDENT, fields) + ")";
        String list = JavaSource.fits(LIST_DEPTH, inOneLine + ");") ? inOneLine : inLines;
        source.list(1, declaration + " = new ExchangeReference", List.of(name, list), ";");
    }

    private static String field(Field field) {
        String name = JavaSource.quote(field.name());
        if (field.constant() != null) {
            return "RoutingKeyField.constant(" + name + ", " + JavaSource.quote(field.constant()) + ")";
        }
        return "RoutingKeyField." + (field.multipleWords() ? "words(" : "word(") + name + ")";
    }

    private static void writeMethods(JavaSource source, Entry entry) {
        String constant = JavaSource.constant(entry.name());
        StringBuilder fields = new StringBuilder("The fields of its routing keys:\n");
        for (Field field : entry.routingKey()) {
            fields.append("\n- `")
                    .append(field.name())
                    .append("`: ")
                    .append(field.summary().strip().replace('\n', ' '));
        }
        List<String> doc = List.of(entry.title() + ".", entry.description(), fields.toString());
        source.blank().doc(1, doc);
        source.line("    public static EventBinding " + entry.name() + "(Map<String, ?> routingKey) {");
        source.line("        return " + constant + ".bind(routingKey);").line("    }");
        source.blank().doc(1, List.of("The same, for a pattern in the broker's own notation."));
        source.line("    public static EventBinding " + entry.name() + "(String routingKeyPattern) {");
        source.line("        return " + constant + ".bind(routingKeyPattern);").line("    }");
    }
}
