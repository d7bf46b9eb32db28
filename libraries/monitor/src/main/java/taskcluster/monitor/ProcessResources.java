package taskcluster.monitor;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Map;

/** Logs what the process uses, once a minute. */
public final class ProcessResources {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double MILLIS = 1000.0;
    private static final double PERCENT = 100.0;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private long time = System.nanoTime();
    private long processorTime = processorTime();

    private ProcessResources() {}

    /** The loop that does so, not yet started. */
    public static Loop loop(Monitor monitor) {
        return loop(monitor, INTERVAL);
    }

    static Loop loop(Monitor monitor, Duration interval) {
        ProcessResources resources = new ProcessResources();
        return Loop.builder("resources", monitor)
                .every(interval)
                .maxIterationTime(PATIENCE)
                .quiet()
                .run(_ -> monitor.log(BuiltInLogTypes.RESOURCE_METRICS, resources.fields()));
    }

    private Map<String, Object> fields() {
        MemoryUsage heap = memory.getHeapMemoryUsage();
        return Map.of(
                "lastCpuUsage",
                processorPercent(),
                "lastMemoryUsage",
                heap.getCommitted() + memory.getNonHeapMemoryUsage().getCommitted(),
                "heapUsed",
                heap.getUsed(),
                "heapMax",
                heap.getMax(),
                "uptime",
                ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
    }

    private double processorPercent() {
        long nowTime = System.nanoTime();
        long nowProcessorTime = processorTime();
        double percent = PERCENT * (nowProcessorTime - processorTime) / Math.max(1, nowTime - time);
        time = nowTime;
        processorTime = nowProcessorTime;
        return percent;
    }

    /** In nanoseconds. */
    private static long processorTime() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }
}
