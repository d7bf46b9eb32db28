package taskcluster.worker.log;

import java.time.Duration;

/** Lengths of time as task logs show them: {@code 1h2m3.456s}, {@code 2.345s}, {@code 0s}. */
public final class Durations {
    private Durations() {}

    /** The duration cut to milliseconds, always with three decimals unless it is zero. */
    public static String text(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis == 0) {
            return "0s";
        }
        long hours = millis / 3_600_000;
        long minutes = millis / 60_000 % 60;
        String seconds = "%d.%03ds".formatted(millis / 1000 % 60, millis % 1000);
        if (hours > 0) {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }
}
