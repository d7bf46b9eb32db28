package taskcluster.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Closes a stream that nothing comes from any more, so that its reader fails instead of waiting for ever. */
final class StallGuard implements AutoCloseable {
    private final AtomicLong steps = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);

    /** @param patience how long the reader may go without progress; noticed within twice that time */
    StallGuard(InputStream stream, Duration patience) {
        Thread.ofVirtual().name("stall-guard").start(() -> watch(stream, patience));
    }

    /** To be called by the reader whenever something came. */
    void progress() {
        steps.incrementAndGet();
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void watch(InputStream stream, Duration patience) {
        try {
            long seen = -1;
            while (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                long now = steps.get();
                if (now == seen) {
                    stream.close();
                    return;
                }
                seen = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException alreadyClosed) {
            done.countDown();
        }
    }
}
