package taskcluster.core;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times relative to now, as people write them in configuration: {@code 2 days 3 hours}, {@code - 15 minutes}. An optional
 * sign, then years, months, weeks, days, hours, minutes and seconds, each at most once and in this order. A year is 365
 * days and a month 30. Spaces and case do not matter; the empty text means no time at all.
 */
public final class FromNow {
    private static final Pattern GRAMMAR = Pattern.compile(
            "\\s*(?<sign>[+-])?\\s*"
                    + "(?:(?<years>\\d+)\\s*(?:years?|yrs?|y)\\s*)?"
                    + "(?:(?<months>\\d+)\\s*(?:months?|mo)\\s*)?"
                    + "(?:(?<weeks>\\d+)\\s*(?:weeks?|wks?|w)\\s*)?"
                    + "(?:(?<days>\\d+)\\s*(?:days?|d)\\s*)?"
                    + "(?:(?<hours>\\d+)\\s*(?:hours?|hrs?|h)\\s*)?"
                    + "(?:(?<minutes>\\d+)\\s*(?:minutes?|mins?|m)\\s*)?"
                    + "(?:(?<seconds>\\d+)\\s*(?:seconds?|secs?|s)\\s*)?",
            Pattern.CASE_INSENSITIVE);

    private FromNow() {}

    /**
     * The time as a duration, negative for one in the past.
     *
     * @throws IllegalArgumentException if the text does not follow the grammar
     */
    public static Duration parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a relative time such as '2 days 3 hours'");
        }
        try {
            Duration duration = Duration.ofDays(number(matcher, "years", 365))
                    .plusDays(number(matcher, "months", 30))
                    .plusDays(number(matcher, "weeks", 7))
                    .plusDays(number(matcher, "days", 1))
                    .plusHours(number(matcher, "hours", 1))
                    .plusMinutes(number(matcher, "minutes", 1))
                    .plusSeconds(number(matcher, "seconds", 1));
            return "-".equals(matcher.group("sign")) ? duration.negated() : duration;
        } catch (ArithmeticException | NumberFormatException overflow) {
            throw new IllegalArgumentException("'" + text + "' is too long a time", overflow);
        }
    }

    /**
     * The instant that is the given time away from {@code now}.
     *
     * @throws IllegalArgumentException if the text does not follow the grammar, or leads beyond all calendars
     */
    public static Instant from(String text, Instant now) {
        Duration duration = parse(text);
        try {
            return now.plus(duration);
        } catch (DateTimeException | ArithmeticException overflow) {
            throw new IllegalArgumentException("'" + text + "' is too long a time", overflow);
        }
    }

    private static long number(Matcher matcher, String unit, long factor) {
        String digits = matcher.group(unit);
        return digits == null ? 0 : Math.multiplyExact(Long.parseLong(digits), factor);
    }
}
