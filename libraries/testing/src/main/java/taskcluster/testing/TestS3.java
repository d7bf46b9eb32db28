package taskcluster.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/** An S3 service on a free port, with path-style addresses. It checks signatures and keeps objects until it is closed. */
public final class TestS3 implements AutoCloseable {
    public static final String ACCESS_KEY_ID = "test-access-key";
    public static final String SECRET_ACCESS_KEY = "test-secret-key";
    public static final String REGION = "us-east-1";

    private final S3Proxy proxy;
    private final FilesystemNio2BlobStore store;
    private final Path directory;

    private TestS3(S3Proxy proxy, FilesystemNio2BlobStore store, Path directory) {
        this.proxy = proxy;
        this.store = store;
        this.directory = directory;
    }

    /** Starts the service with these buckets. */
    public static TestS3 start(String... buckets) {
        try {
            Path directory = Files.createTempDirectory("taskcluster-s3-");
            FilesystemNio2BlobStore store = new FilesystemNio2BlobStore(directory.toString());
            S3Proxy proxy = S3Proxy.builder()
                    .blobStore(store)
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY_ID, SECRET_ACCESS_KEY)
                    .ignoreUnknownHeaders(true)
                    .corsRules(new CrossOriginResourceSharing())
                    .build();
            proxy.start();
            TestS3 started = new TestS3(proxy, store, directory);
            for (String bucket : buckets) {
                started.createBucket(bucket);
            }
            return started;
        } catch (Exception failed) {
            throw new IllegalStateException("the S3 service for tests does not start", failed);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    public void createBucket(String bucket) {
        store.createContainer(bucket);
    }

    @Override
    public void close() {
        try {
            proxy.stop();
            deleteTree(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (Exception failed) {
            throw new IllegalStateException("the S3 service for tests does not stop", failed);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
                if (problem != null) {
                    throw problem;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
