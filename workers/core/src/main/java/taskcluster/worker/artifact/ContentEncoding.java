package taskcluster.worker.artifact;

import java.util.Locale;
import java.util.Set;

/** How the content of an artifact is stored. */
public enum ContentEncoding {
    IDENTITY,
    GZIP;

    private static final Set<String> COMPRESSED = Set.of(
            ".7z", ".aab", ".apk", ".br", ".bz2", ".deb", ".dmg", ".flv", ".gif", ".gz", ".jar", ".jpeg", ".jpg", ".lz",
            ".lz4", ".mz", ".npz", ".pkg", ".png", ".swf", ".sz", ".tbz", ".tgz", ".wasm", ".webp", ".whl", ".woff",
            ".woff2", ".xpi", ".xz", ".zip", ".zst", ".zz");

    /** {@code identity} for files whose extension, in exactly this case, says that they are compressed already. */
    public static ContentEncoding ofFile(String path) {
        return COMPRESSED.contains(ContentTypes.extension(path)) ? IDENTITY : GZIP;
    }

    /** The word used in payloads and HTTP headers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
