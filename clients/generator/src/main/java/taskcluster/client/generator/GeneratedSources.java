package taskcluster.client.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sources made of references, by file name. */
final class GeneratedSources {
    private GeneratedSources() {}

    static SortedMap<String, String> of(References references) {
        SortedMap<String, String> sources = new TreeMap<>();
        references
                .apis()
                .forEach((service, api) ->
                        sources.put(JavaSource.className(service) + ".java", ServiceSource.of(api, references)));
        references
                .exchanges()
                .forEach((service, exchanges) ->
                        sources.put(JavaSource.className(service) + "Events.java", EventsSource.of(exchanges)));
        return sources;
    }

    static void write(References references, Path folder) throws IOException {
        for (Map.Entry<String, String> source : of(references).entrySet()) {
            Files.writeString(folder.resolve(source.getKey()), source.getValue());
        }
    }
}
