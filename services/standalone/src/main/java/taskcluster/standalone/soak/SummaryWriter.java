package taskcluster.standalone.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import taskcluster.standalone.processes.ProcessDeployment;
import taskcluster.standalone.processes.RestartableProcess;
import taskcluster.standalone.soak.Killer.Outage;

/**
 * Puts into a table what the parts of a soak have counted.
 *
 * @param worked for how long tasks were created
 */
record SummaryWriter(
        SoakSettings settings, Duration worked, Ledger ledger, Attempts attempts, EventBook events, Killer killer) {

    Summary write(Map<String, Long> byResolution, MemoryVerdict memory, ProcessDeployment deployment) {
        Summary summary = new Summary(ledger.violations());
        summary.add(
                "soak",
                "%s, seed %d, %d replicas of the queue, %d workers"
                        .formatted(seconds(worked), settings.seed(), settings.replicas(), settings.workers()));
        addTasks(summary, byResolution);
        addWork(summary);
        addEvents(summary);
        addOutages(summary);
        summary.addAll("attempts that failed and were repeated: ", attempts.failures());
        for (RestartableProcess queue : deployment.queues()) {
            summary.add("memory: " + queue.name(), memory.describe(queue.name()));
        }
        summary.add("memory: auth", memory.describe("auth"));
        return summary;
    }

    private void addTasks(Summary summary, Map<String, Long> byResolution) {
        long acknowledged = ledger.acknowledgedTasks();
        summary.add("tasks that clients tried to create", ledger.tasks().size());
        summary.add("tasks acknowledged", acknowledged);
        summary.add("tasks given up by the client after a minute", ledger.counted("creations given up"));
        long resolved =
                byResolution.values().stream().mapToLong(Long::longValue).sum();
        summary.add("tasks resolved", resolved);
        summary.addAll("tasks resolved: ", byResolution);
        summary.add(
                "throughput", String.format(Locale.ROOT, "%.1f tasks/s", acknowledged * 1000.0 / worked.toMillis()));
    }

    private void addWork(Summary summary) {
        summary.add("claims", ledger.counted("claims"));
        summary.add("claims renewed", ledger.counted("reclaims"));
        summary.add("runs reported", ledger.counted("reports"));
        summary.add("workers that died with a claim", ledger.counted("workers that died"));
        summary.add("claims lost, as the worker was told", ledger.counted("claims lost"));
        summary.add(
                "claims lapsed while nothing answered", ledger.counted("claims lapsed while the queue did not answer"));
        summary.add("double claims", doubleClaims());
        summary.add("artifacts uploaded and read back", artifacts(false));
        summary.add("artifacts expired and deleted", artifacts(true));
    }

    private long doubleClaims() {
        Map<String, List<String>> violations = ledger.violations();
        return List.of("claimed twice", "two workers for one run", "two runs at once", "claim taken away early")
                .stream()
                .mapToLong(kind -> violations.getOrDefault(kind, List.of()).size())
                .sum();
    }

    private long artifacts(boolean shortLived) {
        return ledger.artifacts().stream()
                .filter(artifact -> artifact.isShortLived() == shortLived)
                .count();
    }

    private void addEvents(Summary summary) {
        if (!settings.hasEvents()) {
            summary.add("events", "not checked: no broker");
            return;
        }
        summary.addAll("events: ", events.byExchange());
        summary.add("events delivered more than once", events.repeated());
        summary.add(
                "events missing",
                ledger.violations().getOrDefault("event missing", List.of()).size());
    }

    private void addOutages(Summary summary) {
        Map<String, List<Outage>> byPart = new TreeMap<>();
        killer.outages()
                .forEach(outage -> byPart.computeIfAbsent(outage.part(), _ -> new ArrayList<>())
                        .add(outage));
        byPart.forEach((part, outages) -> {
            Duration away = outages.stream().map(Outage::lasted).reduce(Duration.ZERO, Duration::plus);
            summary.add("kills: " + part, "%d, away for %s in all".formatted(outages.size(), seconds(away)));
        });
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.0f s", duration.toMillis() / 1000.0);
    }
}
