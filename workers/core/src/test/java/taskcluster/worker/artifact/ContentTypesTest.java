package taskcluster.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypesTest {
    private final ContentTypes types = ContentTypes.load();

    @ParameterizedTest
    @CsvSource({
        "/x/a.log, text/plain",
        "/x/a.LOG, text/plain",
        "a.jsonl, application/jsonl",
        "a.txt, text/plain; charset=utf-8",
        "a.html, text/html; charset=utf-8",
        "a.JSON, application/json",
        "a.jpg, image/jpeg",
        "a.tar.gz, application/gzip",
        "a.unheard-of, application/octet-stream",
        "/x.d/noextension, application/octet-stream",
        "a., application/octet-stream",
    })
    void t41_typeByExtension(String path, String type) {
        assertThat(types.ofFile(path)).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "a.jpg, IDENTITY",
        "a.JPG, GZIP",
        "a.tar.gz, IDENTITY",
        "/x.zip/a.txt, GZIP",
        "a.woff2, IDENTITY",
        "zip, GZIP",
        "a.log, GZIP"
    })
    void t41_encodingByExtensionInExactlyThisCase(String path, ContentEncoding encoding) {
        assertThat(ContentEncoding.ofFile(path)).isEqualTo(encoding);
    }
}
