package taskcluster.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The states that something went through, one change after the other, and when a replica may have told which. */
public final class Timeline<S> {
    private final long grace;
    // Guarded by this.
    private final List<Entry<S>> entries = new ArrayList<>();

    /** A state, and the time that the change to it took. */
    private static final class Entry<S> {
        private final long began = System.nanoTime();
        private S state;
        private boolean over;
        private long ended;

        private Entry(S state) {
            this.state = state;
        }
    }

    /** @param grace how long after the end of a change the state before it may still be told */
    public Timeline(S initial, Duration grace) {
        this.grace = grace.toNanos();
        begin(initial);
        end();
    }

    /** A change begins, which may be seen from now on. */
    public synchronized void begin(S state) {
        entries.add(new Entry<>(state));
    }

    /** The last change is over. */
    public synchronized void end() {
        end(entries.getLast().state);
    }

    /** The last change is over, and led to this state, whatever was expected. */
    public synchronized void end(S state) {
        Entry<S> last = entries.getLast();
        last.state = state;
        last.ended = System.nanoTime();
        last.over = true;
    }

    /** The last change did not happen after all. */
    public synchronized void cancel() {
        entries.removeLast();
    }

    /** The state that the last change that is over led to. */
    public synchronized S settled() {
        return entries.reversed().stream()
                .filter(entry -> entry.over)
                .findFirst()
                .orElseThrow()
                .state;
    }

    /** The states that somebody may have been told who asked after the first and was answered before the second time. */
    public synchronized List<S> visible(long asked, long answered) {
        List<S> visible = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            boolean hasBegun = answered - entries.get(i).began >= 0;
            boolean isOver =
                    i + 1 < entries.size() && entries.get(i + 1).over && asked - entries.get(i + 1).ended > grace;
            if (hasBegun && !isOver) {
                visible.add(entries.get(i).state);
            }
        }
        return visible;
    }
}
