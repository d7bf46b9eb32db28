package taskcluster.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * The content of an artifact while it is read. Reading fails if the connection ends before all of it has come.
 *
 * @param stream the original bytes, decompressed where they are stored compressed
 * @param contentType the MIME type, {@code application/binary} if the store names none
 * @param url where the bytes come from
 */
public record ArtifactContent(InputStream stream, String contentType, URI url) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
