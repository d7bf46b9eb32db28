package taskcluster.s3;

import java.util.List;
import java.util.Set;

/** A way to delete objects from the buckets. */
public interface ObjectDeletion {
    /**
     * Deletes objects; one that does not exist counts as deleted.
     *
     * @return what was found out about them; the two sets may overlap
     * @throws software.amazon.awssdk.core.exception.SdkException if the store refuses to delete in this way
     */
    Result delete(List<S3Object> objects) throws InterruptedException;

    /**
     * What became of the objects.
     *
     * @param kept objects that could not be deleted and may still exist
     * @param errors objects about which the store reported an error, be it only that there was no such object
     */
    record Result(Set<S3Object> kept, Set<S3Object> errors) {}
}
