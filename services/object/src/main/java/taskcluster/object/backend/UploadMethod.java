package taskcluster.object.backend;

/** How the content of an object comes to its backend. */
public sealed interface UploadMethod {
    /** Within the request, for the service to store. */
    record DataInline(String contentType, byte[] data) implements UploadMethod {}

    /** By a PUT of the uploader. */
    record PutUrl(String contentType, long contentLength) implements UploadMethod {}

    /** Not at all: nothing acceptable was proposed. */
    record None() implements UploadMethod {}
}
