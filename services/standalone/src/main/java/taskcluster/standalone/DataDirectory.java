package taskcluster.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The one folder that holds everything a standalone deployment keeps: database, artifacts, worker state, logs and
 * credentials. Only its owner may enter it, and only one running deployment may use it.
 */
final class DataDirectory implements AutoCloseable {
    /** System property: a folder for the programs of Postgres that several deployments share. */
    static final String POSTGRES_BINARIES = "taskcluster.postgres-binaries";

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Creates the folder if it is missing and takes it for this process.
     *
     * @throws StandaloneException if the folder can't be created or another process uses it
     */
    static DataDirectory open(Path path) {
        Path root = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            // Task users must pass through to their task directories, but can't list anything here.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            FileChannel lockFile =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = lockFile.tryLock();
            if (lock == null) {
                lockFile.close();
                throw new StandaloneException(
                        root + " is in use by another running deployment: stop that one or choose another --data DIR");
            }
            return new DataDirectory(root, lockFile);
        } catch (IOException e) {
            throw new StandaloneException("can't use " + root + " as data folder: " + e.getMessage(), e);
        }
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    /** Where the programs of Postgres are unpacked to: here, unless the launcher has them unpacked somewhere already. */
    Path postgresBinaries() {
        String unpacked = System.getProperty(POSTGRES_BINARIES);
        return unpacked == null ? root.resolve("postgres-binaries") : Path.of(unpacked);
    }

    Path artifacts() {
        return privateFolder("artifacts");
    }

    /** A folder for one worker; others may pass through it to reach their task's directory. */
    Path worker(String workerId) {
        return root.resolve("workers").resolve(workerId);
    }

    Path log() {
        return privateFolder("logs").resolve("taskcluster.log");
    }

    Path postgresLog() {
        return privateFolder("logs").resolve("postgres.log");
    }

    Path credentials() {
        return root.resolve("credentials.env");
    }

    Path secrets() {
        return root.resolve("secrets.json");
    }

    Path root() {
        return root;
    }

    /** Writes a file that only its owner can read; readers see the old or the new content, never a part. */
    static void writePrivate(Path file, String content) {
        try {
            Path temporary = Files.createTempFile(
                    file.getParent(),
                    file.getFileName().toString(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(content));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path privateFolder(String name) {
        try {
            Path folder = Files.createDirectories(root.resolve(name));
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
