package taskcluster.standalone.soak;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import taskcluster.standalone.processes.RestartableProcess;

/** Looks at the memory of Java processes again and again: what the system gives them, and what is alive in their heaps. */
final class MemoryWatch implements Activity {
    /** Each look costs a full collection. */
    private static final Duration LEAST = Duration.ofSeconds(3);

    private static final double MIB = 1024 * 1024;

    private final List<RestartableProcess> processes;
    private final Duration duration;
    private final Duration interval;
    private final long began = System.nanoTime();
    private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();

    /**
     * A look at a process.
     *
     * @param quarter of the soak, 1..4
     * @param residentMib resident set of the process in MiB
     * @param liveMib heap in MiB that is left after a full collection
     */
    record Sample(String process, int quarter, double residentMib, double liveMib) {}

    /** @param duration of the soak, whose quarters are compared */
    MemoryWatch(List<RestartableProcess> processes, Duration duration) {
        this.processes = List.copyOf(processes);
        this.duration = duration;
        Duration sixtieth = duration.dividedBy(60);
        this.interval = sixtieth.compareTo(LEAST) < 0 ? LEAST : sixtieth;
    }

    @Override
    public void run() throws InterruptedException {
        while (true) {
            int quarter = 1 + (int) Math.min(3, 4 * (System.nanoTime() - began) / duration.toNanos());
            for (RestartableProcess process : processes) {
                sample(process, quarter).ifPresent(samples::add);
            }
            Thread.sleep(interval);
        }
    }

    private static Optional<Sample> sample(RestartableProcess process, int quarter) {
        long pid = process.pid();
        try {
            double live = liveBytes(pid) / MIB;
            return Optional.of(new Sample(process.name(), quarter, residentBytes(pid) / MIB, live));
        } catch (IOException | AttachNotSupportedException | RuntimeException e) {
            // It was killed, or has only just been started.
            return Optional.empty();
        }
    }

    private static double residentBytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The address that it connects to is that of an agent which the process itself has just started on this machine. */
    @SuppressWarnings("BanJNDI")
    private static double liveBytes(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        String address;
        try {
            address = machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                    connector.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            memory.gc();
            return memory.getHeapMemoryUsage().getUsed();
        }
    }

    /** The median of a quarter's samples of a process; empty if there are none. */
    OptionalDouble median(String process, int quarter, ToDoubleFunction<Sample> value) {
        double[] sorted = samples.stream()
                .filter(sample -> sample.process().equals(process) && sample.quarter() == quarter)
                .mapToDouble(value)
                .sorted()
                .toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }
}
