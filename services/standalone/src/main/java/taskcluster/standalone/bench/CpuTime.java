package taskcluster.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time of processes, from {@code /proc}. */
final class CpuTime {
    /** Linux counts {@code /proc/PID/stat} times in ticks of 10 ms on every platform that this runs on. */
    private static final double MS_PER_TICK = 10;

    private static final int USER_TIME = 11;
    private static final int CHILDREN_SYSTEM_TIME = 14;

    private CpuTime() {}

    /** User and system time in milliseconds that a process and its children, dead or alive, have used. */
    static double ofTreeMs(long pid) throws IOException {
        double total = ownMs(pid);
        for (ProcessHandle descendant : ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .toList()) {
            total += ownMs(descendant.pid());
        }
        return total;
    }

    /** User and system time in milliseconds of a process and of those of its children that have ended. */
    static double ownMs(long pid) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(file)) {
            return 0;
        }
        String stat = Files.readString(file);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = 0;
        for (int field = USER_TIME; field <= CHILDREN_SYSTEM_TIME; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks * MS_PER_TICK;
    }
}
