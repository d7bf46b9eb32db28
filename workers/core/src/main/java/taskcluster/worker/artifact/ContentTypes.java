package taskcluster.worker.artifact;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Content types by file extension, from a table of our own so that they are the same on every machine. */
public final class ContentTypes {
    static final String UNKNOWN = "application/octet-stream";

    private final Map<String, String> byExtension;

    private ContentTypes(Map<String, String> byExtension) {
        this.byExtension = byExtension;
    }

    /** Loads the table. */
    public static ContentTypes load() {
        Map<String, String> types = new HashMap<>();
        try (InputStream resource =
                        Objects.requireNonNull(ContentTypes.class.getResourceAsStream("content-types.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        String[] words = line.split("\\s{2,}", 2);
                        for (String extension : words[1].split(" ", -1)) {
                            types.put(extension, words[0]);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ContentTypes(types);
    }

    /** The type of a file of this name; case does not matter. */
    public String ofFile(String path) {
        return byExtension.getOrDefault(extension(path).toLowerCase(Locale.ROOT), UNKNOWN);
    }

    /** The last dot of the file's name and what follows it; empty without a dot. */
    static String extension(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
