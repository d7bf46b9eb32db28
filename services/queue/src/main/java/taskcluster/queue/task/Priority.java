package taskcluster.queue.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How urgent a task is, from the lowest to the highest. */
public enum Priority {
    LOWEST,
    VERY_LOW,
    LOW,
    MEDIUM,
    HIGH,
    VERY_HIGH,
    HIGHEST;

    /** As it is written in definitions and scopes, such as {@code very-low}. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The priority that is written so. */
    static Priority of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** This and all higher ones, as they are written: whoever may use a higher one may use this. */
    List<String> orHigher() {
        return Arrays.stream(values())
                .filter(other -> other.compareTo(this) >= 0)
                .map(Priority::lowerCase)
                .toList();
    }
}
