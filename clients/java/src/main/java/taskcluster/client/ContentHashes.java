package taskcluster.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Hashes of the same content, in lower-case hexadecimal.
 *
 * @param md5 for stores, which know no other; it protects from accidents only
 */
record ContentHashes(String md5, String sha256, String sha512) {

    /** Of a file. */
    static ContentHashes of(Path file) throws IOException {
        try (Reading reading = new Reading(Files.newInputStream(file))) {
            reading.transferTo(OutputStream.nullOutputStream());
            return reading.hashes();
        }
    }

    static ContentHashes of(byte[] content) {
        return new ContentHashes(
                hex(digest("MD5").digest(content)),
                hex(digest("SHA-256").digest(content)),
                hex(digest("SHA-512").digest(content)));
    }

    /** Those that are kept with an object, by algorithm. */
    Map<String, String> recorded() {
        return Map.of("sha256", sha256, "sha512", sha512);
    }

    /** As the header Content-MD5 has it. */
    String md5Header() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
    }

    /** Those of the given hashes whose algorithm is known and strong enough. */
    static Map<String, String> acceptable(JsonNode hashes) {
        Map<String, String> acceptable = new TreeMap<>();
        for (String algorithm : new String[] {"sha256", "sha512"}) {
            if (hashes.path(algorithm).isString()) {
                acceptable.put(algorithm, hashes.path(algorithm).asString());
            }
        }
        return acceptable;
    }

    /** Whether the content has all of these hashes. */
    boolean match(Map<String, String> expected) {
        return recorded().entrySet().containsAll(expected.entrySet());
    }

    /** Hashes content while it is read. */
    static final class Reading extends FilterInputStream {
        private final MessageDigest md5 = digest("MD5");
        private final MessageDigest sha256 = digest("SHA-256");
        private final MessageDigest sha512 = digest("SHA-512");

        Reading(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                md5.update(buffer, offset, count);
                sha256.update(buffer, offset, count);
                sha512.update(buffer, offset, count);
            }
            return count;
        }

        /** Of what has been read so far; to be asked once. */
        ContentHashes hashes() {
            return new ContentHashes(hex(md5.digest()), hex(sha256.digest()), hex(sha512.digest()));
        }

        /** What is skipped would not be hashed. */
        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every Java platform", e);
        }
    }
}
