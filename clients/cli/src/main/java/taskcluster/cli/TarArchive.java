package taskcluster.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Packs a folder into a compressed tar file: files, folders and symbolic links, in the order of their names. */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int FILE_MODE = 0644;
    private static final int EXECUTABLE_MODE = 0755;

    private final OutputStream out;
    private final Set<String> exclude;

    private TarArchive(OutputStream out, Set<String> exclude) {
        this.out = out;
        this.exclude = exclude;
    }

    /** @param exclude names of files and folders to leave out, at any depth */
    static void write(Path folder, Set<String> exclude, Path target) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
            new TarArchive(out, exclude).addAll(folder, "");
            out.write(new byte[2 * BLOCK]);
        }
    }

    private void addAll(Path folder, String prefix) throws IOException {
        List<Path> children;
        try (Stream<Path> paths = Files.list(folder)) {
            children = paths.sorted().toList();
        }
        for (Path child : children) {
            String fileName = String.valueOf(child.getFileName());
            if (!exclude.contains(fileName)) {
                add(child, prefix + fileName);
            }
        }
    }

    private void add(Path path, String name) throws IOException {
        if (Files.isSymbolicLink(path)) {
            header(path, name, '2', 0, Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path)) {
            header(path, name + "/", '5', 0, "");
            addAll(path, name + "/");
        } else if (Files.isRegularFile(path)) {
            byte[] content = Files.readAllBytes(path);
            header(path, name, '0', content.length, "");
            writePadded(content);
        }
    }

    private void header(Path path, String name, char type, long size, String link) throws IOException {
        writeIfLong(name, 'L');
        writeIfLong(link, 'K');
        boolean isExecutable = type == '5' || Files.isExecutable(path);
        long modified =
                Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis() / 1000;
        writeHeader(name, isExecutable ? EXECUTABLE_MODE : FILE_MODE, size, modified, type, link);
    }

    /** A name that does not fit into a header goes before it as an entry of its own, as GNU tar has it. */
    private void writeIfLong(String name, char type) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME_BYTES) {
            writeHeader("././@LongLink", 0, bytes.length + 1L, 0, type, "");
            writePadded(Arrays.copyOf(bytes, bytes.length + 1));
        }
    }

    private void writeHeader(String name, int mode, long size, long modified, char type, String link)
            throws IOException {
        byte[] block = new byte[BLOCK];
        put(block, 0, NAME_BYTES, name);
        put(block, 100, 8, octal(mode, 7));
        put(block, 108, 8, octal(0, 7));
        put(block, 116, 8, octal(0, 7));
        put(block, 124, 12, octal(size, 11));
        put(block, 136, 12, octal(modified, 11));
        put(block, 148, 8, "        ");
        block[156] = (byte) type;
        put(block, 157, NAME_BYTES, link);
        put(block, 257, 8, "ustar  ");
        int sum = 0;
        for (byte value : block) {
            sum += value & 0xff;
        }
        put(block, 148, 7, octal(sum, 6));
        out.write(block);
    }

    private void writePadded(byte[] content) throws IOException {
        out.write(content);
        int rest = content.length % BLOCK;
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }

    private static String octal(long value, int digits) {
        return String.format("%0" + digits + "o", value);
    }

    private static void put(byte[] block, int at, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, length));
    }
}
