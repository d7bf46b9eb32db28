package taskcluster.worker;

import java.time.Clock;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import taskcluster.client.Credentials;
import taskcluster.worker.task.QueueCallException;
import taskcluster.worker.task.QueueCalls;
import taskcluster.worker.task.Resolution;
import taskcluster.worker.task.RunKey;

/** Gives claims back that nobody is working on, so that the queue starts the tasks again at once. */
final class CrashRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(CrashRecovery.class);

    private CrashRecovery() {}

    /** Gives back, in the background, what an earlier worker had in hand when it was killed. */
    static void giveBack(ClaimJournal journal, WorkerSettings settings, Clock clock, Executor threads) {
        for (ClaimJournal.Entry entry : journal.entries()) {
            if (entry.takenUntil().isBefore(clock.instant())) {
                LOG.info("The claim of {} by an earlier worker has lapsed", entry.run());
                journal.remove(entry.run());
            } else {
                threads.execute(() -> {
                    giveBack(entry.run(), entry.credentials(), settings);
                    journal.remove(entry.run());
                });
            }
        }
    }

    /** Reports {@code exception/worker-shutdown}; that the queue knows better is fine. */
    static void giveBack(RunKey run, Credentials credentials, WorkerSettings settings) {
        try {
            new QueueCalls(settings.rootUrl(), () -> credentials, settings.retries())
                    .report(run, Resolution.WORKER_SHUTDOWN);
            LOG.info("Gave back {}", run);
        } catch (QueueCallException e) {
            LOG.info("Could not give back {}, it is left to the queue: {}", run, e.getMessage());
        }
    }
}
