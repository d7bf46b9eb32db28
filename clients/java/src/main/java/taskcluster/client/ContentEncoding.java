package taskcluster.client;

/** How the bytes of an artifact are stored. */
public enum ContentEncoding {
    /** As they are. */
    IDENTITY("identity"),
    /** Compressed; who downloads the artifact gets the original bytes. */
    GZIP("gzip");

    private final String header;

    ContentEncoding(String header) {
        this.header = header;
    }

    /** The value of the Content-Encoding header. */
    public String header() {
        return header;
    }
}
