package taskcluster.pulse;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import taskcluster.postgres.Database;

/**
 * Tells the other processes that there are new events. However many nudges come in, at most one notification is sent every
 * {@link #PAUSE}, on a thread of its own and outside of any transaction that writes.
 */
final class Nudger implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Nudger.class);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Database database;
    private final String sender = UUID.randomUUID().toString();
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread;

    Nudger(Database database) {
        this.database = database;
        this.thread = Thread.ofVirtual().name("event-log-nudge").start(this::run);
    }

    /** By which this process knows its own notifications. */
    String sender() {
        return sender;
    }

    void nudge() {
        if (wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    private void run() {
        try {
            while (true) {
                wanted.acquire();
                wanted.drainPermits();
                send();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            log.debug("No more notifications are sent");
        }
    }

    private void send() {
        try {
            database.call("pulse.notify_events", sender).run();
        } catch (DataAccessException e) {
            log.debug("A notification was not sent; readers in other processes poll anyway", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
