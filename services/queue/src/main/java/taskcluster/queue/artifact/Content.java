package taskcluster.queue.artifact;

import taskcluster.s3.S3Object;

/** Where the content of an artifact that is no link is to be found. */
sealed interface Content {
    /** In one of the buckets. */
    record Stored(S3Object object) implements Content {}

    /** In the object service, under this name. */
    record InObjectService(String name) implements Content {}

    /** Under a URL that the task gave. */
    record Elsewhere(String url) implements Content {}

    /** Nowhere, and why. */
    record Missing(String reason, String message) implements Content {}

    /**
     * The content of an artifact.
     *
     * @throws IllegalStateException if its storage type is not one of those that end a chain of links
     */
    static Content of(Artifact artifact) {
        return switch (artifact.storageType()) {
            case Artifact.S3 -> new Stored(S3Details.object(artifact.details()));
            case Artifact.OBJECT -> new InObjectService(artifact.detail("object"));
            case Artifact.REFERENCE -> new Elsewhere(artifact.detail("url"));
            case Artifact.ERROR -> new Missing(artifact.detail("reason"), artifact.detail("message"));
            default ->
                throw new IllegalStateException(
                        "artifact " + artifact.name() + " has storage type " + artifact.storageType());
        };
    }
}
