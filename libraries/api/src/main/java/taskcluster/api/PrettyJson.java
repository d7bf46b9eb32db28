package taskcluster.api;

import taskcluster.core.Json;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/** JSON for people to read: one value a line, indented by two spaces. */
final class PrettyJson {
    private static final ObjectWriter WRITER = Json.MAPPER.writer().with(printer());

    private PrettyJson() {}

    static byte[] bytes(JsonNode tree) {
        return WRITER.writeValueAsBytes(tree);
    }

    /** A string is quoted. */
    static String text(JsonNode tree) {
        return WRITER.writeValueAsString(tree);
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter(separators).withObjectIndenter(indenter).withArrayIndenter(indenter);
    }
}
