package taskcluster.worker.artifact;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Gzip (RFC 1952) with the name of the original file in its header, which {@link java.util.zip} leaves out. */
final class NamedGzip extends FilterOutputStream {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0x08, 0, 0, 0, 0, 0, (byte) 0xff};

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final DeflaterOutputStream compressed;
    private final CRC32 checksum = new CRC32();
    private long length;

    /** Starts a gzip file; characters that the header cannot hold are replaced by question marks. */
    NamedGzip(OutputStream out, String name) throws IOException {
        super(out);
        out.write(HEADER);
        out.write(name.replace("\0", "").getBytes(StandardCharsets.ISO_8859_1));
        out.write(0);
        compressed = new DeflaterOutputStream(out, deflater, BUFFER);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        compressed.write(bytes, offset, count);
        checksum.update(bytes, offset, count);
        length += count;
    }

    @Override
    public void close() throws IOException {
        try (OutputStream target = out) {
            compressed.finish();
            target.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) checksum.getValue())
                    .putInt((int) length)
                    .array());
        } finally {
            deflater.end();
        }
    }
}
