package taskcluster.s3;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import taskcluster.monitor.Monitor;

/** A request for each object, several at a time, for stores that know no other way. */
public final class SingleDeletion implements ObjectDeletion {
    static final String NO_SUCH_KEY = "NoSuchKey";

    private static final int AT_ONCE = 32;

    private final S3Client s3;
    private final Monitor monitor;

    public SingleDeletion(S3Client s3, Monitor monitor) {
        this.s3 = s3;
        this.monitor = monitor;
    }

    @Override
    public Result delete(List<S3Object> objects) throws InterruptedException {
        Set<S3Object> kept = ConcurrentHashMap.newKeySet();
        Set<S3Object> errors = ConcurrentHashMap.newKeySet();
        Semaphore free = new Semaphore(AT_ONCE);
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (S3Object object : objects) {
                free.acquire();
                requests.execute(() -> {
                    try {
                        delete(object, kept, errors);
                    } finally {
                        free.release();
                    }
                });
            }
        }
        return new Result(kept, errors);
    }

    private void delete(S3Object object, Set<S3Object> kept, Set<S3Object> errors) {
        try {
            s3.deleteObject(request -> request.bucket(object.bucket()).key(object.key()));
        } catch (SdkException e) {
            errors.add(object);
            if (!isMissing(e)) {
                kept.add(object);
                monitor.logger().warn("cannot delete {}: {}", object, e.getMessage());
            }
        }
    }

    private static boolean isMissing(SdkException e) {
        return e instanceof S3Exception s3Exception
                && s3Exception.awsErrorDetails() != null
                && NO_SUCH_KEY.equals(s3Exception.awsErrorDetails().errorCode());
    }
}
