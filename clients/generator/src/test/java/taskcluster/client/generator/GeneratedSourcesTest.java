package taskcluster.client.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sources of the Java client are checked in; these tests fail when they are not what the generator makes. */
class GeneratedSourcesTest {
    private static final Path REFERENCES = Path.of("../references.json");
    private static final Path CLIENT = Path.of("../java/src/main/java/taskcluster/client");

    @Test
    void theCheckedInSourcesAreWhatTheGeneratorMakes() throws IOException {
        for (Map.Entry<String, String> source :
                GeneratedSources.of(References.read(REFERENCES)).entrySet()) {
            assertThat(Files.readString(CLIENT.resolve(source.getKey())))
                    .as("%s; run `./tc generate`", source.getKey())
                    .isEqualTo(source.getValue());
        }
    }

    @Test
    void thereIsNoGeneratedSourceOfAServiceThatIsGone() throws IOException {
        try (Stream<Path> files = Files.list(CLIENT)) {
            Set<String> generated = files.filter(GeneratedSourcesTest::isGenerated)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
            assertThat(generated)
                    .isEqualTo(GeneratedSources.of(References.read(REFERENCES)).keySet());
        }
    }

    @Test
    void theReferencesAreStoredInTheirUsualForm() throws IOException {
        assertThat(Files.readString(REFERENCES))
                .as("references.json; run `./tc generate`")
                .isEqualTo(References.read(REFERENCES).toJson());
    }

    private static boolean isGenerated(Path file) {
        try {
            return Files.readString(file).contains("/// Generated from the service's reference.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
