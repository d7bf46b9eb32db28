package taskcluster.s3;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import taskcluster.monitor.Monitor;

/** One request for up to 1000 objects of a bucket. */
public final class BulkDeletion implements ObjectDeletion {
    private final S3Client s3;
    private final Monitor monitor;

    public BulkDeletion(S3Client s3, Monitor monitor) {
        this.s3 = s3;
        this.monitor = monitor;
    }

    @Override
    public Result delete(List<S3Object> objects) {
        Set<S3Object> kept = new HashSet<>();
        Set<S3Object> errors = new HashSet<>();
        Map<String, List<S3Object>> byBucket = objects.stream().collect(Collectors.groupingBy(S3Object::bucket));
        byBucket.forEach((bucket, itsObjects) -> {
            for (S3Error error : deleteFrom(bucket, itsObjects).errors()) {
                S3Object object = new S3Object(bucket, error.key());
                errors.add(object);
                if (!SingleDeletion.NO_SUCH_KEY.equals(error.code())) {
                    kept.add(object);
                    monitor.logger().warn("cannot delete {}: {} {}", object, error.code(), error.message());
                }
            }
        });
        return new Result(kept, errors);
    }

    private DeleteObjectsResponse deleteFrom(String bucket, List<S3Object> objects) {
        List<ObjectIdentifier> keys = objects.stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
        return s3.deleteObjects(request ->
                request.bucket(bucket).delete(delete -> delete.objects(keys).quiet(true)));
    }
}
