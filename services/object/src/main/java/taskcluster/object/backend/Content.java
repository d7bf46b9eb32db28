package taskcluster.object.backend;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import taskcluster.monitor.Monitor;
import taskcluster.s3.S3Object;

/** What a bucket holds under the name of an object, compared with what was announced. */
record Content(S3Client s3, S3Object object, Monitor monitor) {
    /** Up to this size content is read to compare its hashes; it is what fits into a request, in bytes. */
    private static final long MAX_READ = 8194;

    private static final int NOT_FOUND = 404;
    private static final Map<String, String> KNOWN = Map.of("sha256", "SHA-256", "sha512", "SHA-512");

    Optional<String> problem(@Nullable Long announced, Map<String, String> hashes) {
        long length;
        try {
            length = s3.headObject(request -> request.bucket(object.bucket()).key(object.key()))
                    .contentLength();
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.of("no content was uploaded");
            }
            if (e.statusCode() >= 500) {
                throw e;
            }
            // Not every store or key may do this; then what was uploaded is only looked at by those who download it.
            monitor.logger().debug("cannot look at {}: {}", object, e.getMessage());
            return Optional.empty();
        }
        if (announced != null && announced != length) {
            return Optional.of("the content that was uploaded has " + length + " bytes, but " + announced
                    + " were announced: it was cut short or changed on the way");
        }
        return length > MAX_READ ? Optional.empty() : differingHash(hashes);
    }

    private Optional<String> differingHash(Map<String, String> hashes) {
        byte[] stored = s3.getObjectAsBytes(
                        request -> request.bucket(object.bucket()).key(object.key()))
                .asByteArray();
        return new TreeMap<>(hashes)
                .entrySet().stream()
                        .filter(hash -> isWrong(KNOWN.get(hash.getKey()), stored, hash.getValue()))
                        .map(hash -> "hashes." + hash.getKey()
                                + " is not that of the content that was uploaded: one of them is wrong, or the content was"
                                + " changed on the way")
                        .findFirst();
    }

    /** Not for an algorithm that is unknown here. */
    private static boolean isWrong(@Nullable String algorithm, byte[] stored, String hash) {
        return algorithm != null && !hex(algorithm, stored).equals(hash);
    }

    /** The MD5 of content, as HTTP headers have it. */
    static String md5(byte[] content) {
        return Base64.getEncoder().encodeToString(digest("MD5", content));
    }

    private static String hex(String algorithm, byte[] content) {
        return HexFormat.of().formatHex(digest(algorithm, content));
    }

    private static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every Java platform", e);
        }
    }
}
