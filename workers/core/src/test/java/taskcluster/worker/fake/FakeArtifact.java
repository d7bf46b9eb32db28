package taskcluster.worker.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An artifact as declared, and what was uploaded for it.
 *
 * @param declaration the last body of createArtifact
 * @param contentType of the upload, null before it
 * @param contentEncoding of the upload
 * @param content the bytes of the upload
 */
public record FakeArtifact(
        ObjectNode declaration,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        byte @Nullable [] content) {

    public String storageType() {
        return declaration.path("storageType").asString();
    }

    /** The content before compression. */
    public byte[] bytes() {
        if (content == null) {
            throw new AssertionError("nothing was uploaded for " + declaration);
        }
        if (!"gzip".equals(contentEncoding)) {
            return content;
        }
        try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
