package taskcluster.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Words {
    private Words() {}

    /** {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 4 d 3 h}. */
    static String time(Duration duration) {
        Duration time = duration.isNegative() ? Duration.ZERO : duration;
        long seconds = time.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds, 60, "min", 1, "s");
        }
        return seconds < 86_400 ? two(seconds, 3600, "h", 60, "min") : two(seconds, 86_400, "d", 3600, "h");
    }

    private static String two(long seconds, int first, String firstUnit, int second, String secondUnit) {
        long rest = seconds % first / second;
        return seconds / first + " " + firstUnit + (rest == 0 ? "" : " " + rest + " " + secondUnit);
    }

    /** {@code 12 B}, {@code 24.1 kB}, {@code 3.0 MB}. */
    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes;
        String unit = "";
        for (String next : new String[] {"kB", "MB", "GB", "TB"}) {
            if (amount < 999.95) {
                break;
            }
            amount /= 1000;
            unit = next;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, unit);
    }

    /** {@code 1 task}, {@code 2 tasks}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** What a task's end means, for reasons that do not speak for themselves; else empty. */
    static String explain(String reason) {
        return switch (reason) {
            case "canceled" -> "somebody cancelled it";
            case "deadline-exceeded" -> "no worker had finished it at its deadline";
            case "claim-expired" -> "its worker was not heard of any more";
            case "worker-shutdown" -> "its worker was shut down";
            case "malformed-payload" -> "the worker refused the payload; its log says why";
            case "resource-unavailable" -> "something that it needs could not be fetched";
            case "internal-error" -> "the worker had a fault";
            case "intermittent-task" -> "the task asked to be tried again";
            default -> "";
        };
    }
}
