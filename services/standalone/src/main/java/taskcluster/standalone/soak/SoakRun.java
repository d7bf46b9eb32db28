package taskcluster.standalone.soak;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import taskcluster.client.Credentials;
import taskcluster.standalone.processes.ProcessDeployment;
import taskcluster.standalone.processes.RestartableProcess;
import taskcluster.standalone.soak.Attempts.GivenUpException;

/** One soak: work and kill, come to rest, compare. */
final class SoakRun {
    private static final List<String> JVM =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    private static final int SECONDS_OF_SILENCE = 10;

    private final long began = System.nanoTime();
    private final SoakSettings settings;
    private final ProcessDeployment deployment;
    private final PrintStream out;
    private final Clock clock = Clock.systemUTC();
    private final Ledger ledger = new Ledger();
    private final EventBook events = new EventBook();
    private final AtomicBoolean isCreatingOver = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Attempts attempts;
    private final Statuses statuses;
    private final Killer killer;
    private final MemoryWatch memory;
    private Duration worked = Duration.ZERO;

    private SoakRun(SoakSettings settings, ProcessDeployment deployment, PrintStream out) {
        this.settings = settings;
        this.deployment = deployment;
        this.out = out;
        attempts = new Attempts(deployment.queueUrls(), clock);
        statuses = new Statuses(attempts.as(deployment.rootCredentials()), clock);
        killer = new Killer(settings, victims(), witness(), ledger, end, out);
        List<RestartableProcess> watched = new ArrayList<>(deployment.queues());
        watched.add(deployment.auth());
        memory = new MemoryWatch(watched, settings.duration());
    }

    private List<RestartableProcess> victims() {
        return deployment.parts().stream()
                .filter(part -> !settings.spared().contains(part.name()))
                .toList();
    }

    private RestartableProcess witness() {
        return deployment.queues().getLast();
    }

    /** Runs a soak of a deployment in this folder. */
    static Summary run(SoakSettings settings, Path folder, PrintStream out) throws Exception {
        ProcessDeployment.Settings parts = new ProcessDeployment.Settings(
                settings.replicas(),
                settings.broker(),
                JVM,
                List.of(
                        "--queue.claim-timeout=" + settings.claimTimeout().toMillis() + "ms",
                        "--queue.polling-delay=1s",
                        "--queue.deadline-delay=1s",
                        "--queue.expiration-interval=5s",
                        "--queue.artifacts.expiration-delay=0s"));
        try (ProcessDeployment deployment = ProcessDeployment.start(folder, parts)) {
            return new SoakRun(settings, deployment, out).run();
        }
    }

    private Summary run() throws Exception {
        out.printf(
                "%d replicas of the queue, %d workers, %d creators, %d tasks a second, for %s; seed %d%n",
                settings.replicas(),
                settings.workers(),
                settings.creators(),
                settings.rate(),
                settings.duration(),
                settings.seed());
        Verification verification = new Verification(ledger, statuses, events);
        try (Threads background = new Threads();
                Threads workers = new Threads()) {
            if (settings.hasEvents()) {
                EventReader reader = new EventReader(deployment.amqpUrl().orElseThrow(), events, ledger);
                background.start(reader);
                reader.awaitBound();
            }
            background.start(new Supervisor(deployment.parts(), ledger));
            background.start(memory);
            startWorkers(workers);
            createAndKill();
            background.check();
            workers.check();
            progress("waiting for all tasks to be resolved");
            awaitResolved();
            workers.stop();
            verification.checkTasks();
            progress("waiting for their events");
            checkEvents(verification);
            background.check();
            progress("reading " + ledger.artifacts().size() + " artifacts");
            verification.checkArtifacts(attempts.as(deployment.rootCredentials()), clock, settings.patience());
            background.stop();
        }
        MemoryVerdict memoryVerdict = new MemoryVerdict(memory, witness().name());
        memoryVerdict.judge(settings.duration(), ledger);
        return new SummaryWriter(settings, worked, ledger, attempts, events, killer)
                .write(verification.byResolution(), memoryVerdict, deployment);
    }

    private void startWorkers(Threads workers) {
        Credentials root = deployment.rootCredentials();
        for (int i = 0; i < settings.workers(); i++) {
            Random random = new Random(settings.seed() * 31 + i);
            workers.start(new Worker(settings, ledger, attempts, root, clock, random, isCreatingOver::get));
        }
    }

    /** Until the time is over and every part is back. */
    private void createAndKill() throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        try (Threads creators = new Threads();
                Threads killers = new Threads()) {
            for (int i = 0; i < settings.creators(); i++) {
                Random random = new Random(settings.seed() * 37 + i);
                creators.start(new Creator(
                        settings, ledger, attempts, deployment.rootCredentials(), clock, random, isCreatingOver::get));
            }
            killers.start(killer);
            TimeUnit.NANOSECONDS.sleep(settings.duration().toNanos());
            end.countDown();
            killers.join();
            isCreatingOver.set(true);
            worked = Duration.ofNanos(System.nanoTime() - start);
            creators.join();
        }
    }

    private void awaitResolved() throws GivenUpException, InterruptedException {
        Instant limit = clock.instant().plus(settings.patience());
        while (statuses.ask(ledger.tasks().keySet()) > 0 && clock.instant().isBefore(limit)) {
            Thread.sleep(1000);
        }
    }

    private void checkEvents(Verification verification) throws InterruptedException {
        if (!settings.hasEvents()) {
            return;
        }
        Instant limit = clock.instant().plus(settings.patience());
        List<String> missing = verification.missingEvents();
        for (int looks = 1; !missing.isEmpty() && clock.instant().isBefore(limit); looks++) {
            if (looks % SECONDS_OF_SILENCE == 0) {
                progress("still waiting for %d events, such as %s".formatted(missing.size(), missing.getFirst()));
            }
            Thread.sleep(1000);
            missing = verification.missingEvents();
        }
        missing.forEach(event -> ledger.violated("event missing", event));
    }

    private void progress(String what) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, what);
    }
}
