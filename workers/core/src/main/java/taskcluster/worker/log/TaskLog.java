package taskcluster.worker.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import taskcluster.core.Json;

/**
 * The log that a task's users see. Everything goes to a file first; readers follow that file by offset, so a slow reader
 * costs the task nothing. Writers are serialised: the worker's own lines always start at the beginning of a line and are
 * never torn apart, while the output of commands passes through byte by byte.
 *
 * <p>What is written after {@link #close} is dropped. Writing never fails for the writer: the first failure of the disk is
 * kept in {@link #failure} and ends the log.
 */
public final class TaskLog implements AutoCloseable {
    private final Path file;
    private final Clock clock;
    private final FileChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long size;
    private boolean lineOpen;
    private boolean closed;
    private @Nullable IOException failure;

    private TaskLog(Path file, Clock clock, FileChannel channel) {
        this.file = file;
        this.clock = clock;
        this.channel = channel;
    }

    /** Creates the file, which must not exist, and an empty log in it. */
    public static TaskLog create(Path file, Clock clock) throws IOException {
        return new TaskLog(
                file, clock, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
    }

    public Path file() {
        return file;
    }

    /** Writes a message of the worker; every line of it gets the prefix. */
    public void info(String message) {
        lines("[taskcluster " + Json.timestamp(clock.instant()) + "] ", message);
    }

    /** Writes a warning of the worker. */
    public void warn(String message) {
        lines("[taskcluster:warn " + Json.timestamp(clock.instant()) + "] ", message);
    }

    /** Writes an error of the worker; error lines carry no time. */
    public void error(String message) {
        lines("[taskcluster:error] ", message);
    }

    private void lines(String prefix, String message) {
        StringBuilder text = new StringBuilder();
        message.lines().forEach(line -> text.append(prefix).append(line).append('\n'));
        if (text.isEmpty()) {
            text.append(prefix).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (lineOpen) {
                append(new byte[] {'\n'}, 0, 1);
            }
            append(bytes, 0, bytes.length);
        } finally {
            lock.unlock();
        }
    }

    /** A stream for the output of commands, which is kept unchanged. Closing it does nothing. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                lock.lock();
                try {
                    append(bytes, offset, length);
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    private void append(byte[] bytes, int offset, int length) {
        if (closed || length == 0) {
            return;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            size += length;
            lineOpen = bytes[offset + length - 1] != '\n';
        } catch (IOException e) {
            failure = e;
            end();
        }
        changed.signalAll();
    }

    /**
     * Waits until the log reaches beyond an offset.
     *
     * @return the number of bytes that can be read now, more than {@code offset}; or {@code offset} itself when the log
     *     has ended there
     */
    public long awaitBeyond(long offset) throws InterruptedException {
        lock.lock();
        try {
            while (size <= offset && !closed) {
                changed.await();
            }
            return Math.max(size, offset);
        } finally {
            lock.unlock();
        }
    }

    /** The failure of the disk that ended this log early; readers of such a log must not take it for complete. */
    public Optional<IOException> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the log: readers come to its end, and whatever is written later is dropped. */
    @Override
    public void close() {
        lock.lock();
        try {
            end();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        changed.signalAll();
    }
}
