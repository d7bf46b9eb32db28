package taskcluster.worker.artifact;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of a file in the form in which it is uploaded. Deleted on closing.
 *
 * @param file the copy, compressed if so asked
 * @param originalLength bytes before compression
 * @param encoding how the copy is encoded
 */
record EncodedCopy(Path file, long originalLength, ContentEncoding encoding) implements AutoCloseable {

    /** Writes the original's content. */
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream target) throws IOException;
    }

    /**
     * Makes a copy.
     *
     * @param directory where to put it
     * @param name the original's name, without directories
     */
    static EncodedCopy make(Source source, Path directory, String name, ContentEncoding encoding) throws IOException {
        Path file = Files.createTempFile(directory, "upload-", "");
        try (OutputStream raw = Files.newOutputStream(file);
                Counting target = new Counting(encoding == ContentEncoding.GZIP ? new NamedGzip(raw, name) : raw)) {
            source.writeTo(target);
            return new EncodedCopy(file, target.count, encoding);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private static final class Counting extends FilterOutputStream {
        private long count;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
