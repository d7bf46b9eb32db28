package taskcluster.standalone.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import taskcluster.standalone.processes.RestartableProcess;

/**
 * Kills one part after the other by SIGKILL, leaves it away for a moment, and starts it again: in rounds, in which each part has its
 * turn at a random place. The first round is always completed.
 */
final class Killer implements Activity {
    private static final int STARTS = 3;

    private final SoakSettings settings;
    private final List<RestartableProcess> parts;
    private final RestartableProcess witness;
    private final Ledger ledger;
    private final CountDownLatch end;
    private final PrintStream out;
    private final Random random;
    private final long began = System.nanoTime();
    private final List<Outage> outages = Collections.synchronizedList(new ArrayList<>());
    private final List<RestartableProcess> round = new ArrayList<>();
    private int rounds;

    /** A part that was killed: how long it took until it answered again. */
    record Outage(String part, Duration lasted) {}

    /**
     * @param parts all that may be killed
     * @param witness of them, is left alone after the first quarter, so that its memory can be compared from then on
     * @param end when to stop
     */
    Killer(
            SoakSettings settings,
            List<RestartableProcess> parts,
            RestartableProcess witness,
            Ledger ledger,
            CountDownLatch end,
            PrintStream out) {
        this.settings = settings;
        this.parts = List.copyOf(parts);
        this.witness = witness;
        this.ledger = ledger;
        this.end = end;
        this.out = out;
        this.random = new Random(settings.seed());
    }

    @Override
    public void run() throws IOException, InterruptedException {
        while (!end.await(pause().toMillis(), TimeUnit.MILLISECONDS) || !isFirstRoundOver()) {
            RestartableProcess part = next();
            long killed = System.nanoTime();
            part.kill();
            Duration absence = random(settings.longestAbsence());
            Thread.sleep(absence);
            restart(part);
            Outage outage = new Outage(part.name(), Duration.ofNanos(System.nanoTime() - killed));
            outages.add(outage);
            out.printf(
                    Locale.ROOT,
                    "%6.1f s  killed %s, started it after %.1f s, it answered after %.1f s%n",
                    (killed - began) / 1e9,
                    outage.part(),
                    absence.toMillis() / 1e3,
                    outage.lasted().toMillis() / 1e3);
        }
    }

    private boolean isFirstRoundOver() {
        return rounds > 1 || (rounds == 1 && round.isEmpty());
    }

    private Duration pause() {
        return settings.shortestPause().plus(random(settings.longestPause().minus(settings.shortestPause())));
    }

    private Duration random(Duration longest) {
        return Duration.ofMillis(random.nextLong(longest.toMillis() + 1));
    }

    private RestartableProcess next() {
        boolean isFirstQuarter = System.nanoTime() - began < settings.duration().toNanos() / 4;
        if (!isFirstQuarter) {
            round.remove(witness);
        }
        if (round.isEmpty()) {
            rounds++;
            round.addAll(parts);
            if (!isFirstQuarter) {
                round.remove(witness);
            }
            Collections.shuffle(round, random);
        }
        return round.removeLast();
    }

    private void restart(RestartableProcess part) throws IOException, InterruptedException {
        for (int start = 1; ; start++) {
            part.start();
            try {
                part.awaitAnswer();
                return;
            } catch (IOException e) {
                ledger.violated("did not start again", part.name() + ": " + e.getMessage());
                if (start == STARTS) {
                    throw e;
                }
                part.kill();
            }
        }
    }

    /** What was killed so far. */
    List<Outage> outages() {
        return List.copyOf(outages);
    }
}
