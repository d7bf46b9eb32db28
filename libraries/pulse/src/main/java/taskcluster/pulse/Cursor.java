package taskcluster.pulse;

import java.time.Duration;
import java.util.Optional;
import taskcluster.postgres.Database;

/** The durable position of a reader of the event log: everything up to it is done. */
final class Cursor {
    private static final long SAVE_INTERVAL = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private final String consumer;
    private long saved;
    private long savedAt;

    private Cursor(Database database, String consumer, long saved) {
        this.database = database;
        this.consumer = consumer;
        this.saved = saved;
        this.savedAt = System.nanoTime();
    }

    /** A new reader begins at the end of the log; from then on it has a position. */
    static Cursor open(EventLog log, String consumer) {
        Database database = log.database();
        Optional<Long> known = database.call("pulse.get_cursor", consumer).optional((row, _) -> row.getLong("id"));
        if (known.isPresent()) {
            return new Cursor(database, consumer, known.get());
        }
        database.call("pulse.put_cursor", consumer, log.end()).run();
        return open(log, consumer);
    }

    long position() {
        return saved;
    }

    /** Saves that everything up to the position is done. */
    void save(long position) {
        if (position > saved) {
            database.call("pulse.put_cursor", consumer, position).run();
            saved = position;
            savedAt = System.nanoTime();
        }
    }

    /** Saves a position that was reached without doing anything, but not often. */
    void saveLazily(long position) {
        if (System.nanoTime() - savedAt > SAVE_INTERVAL) {
            save(position);
        }
    }
}
