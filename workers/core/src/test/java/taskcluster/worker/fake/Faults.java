package taskcluster.worker.fake;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Which requests are to fail, how, and how often. */
public final class Faults {
    /** Instead of an answer the connection is cut. */
    public static final int CUT = 0;
    /** What was asked for is done, and instead of the answer the connection is cut. */
    public static final int LOSE = 1;

    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private record Fault(Pattern request, int status, AtomicInteger left) {}

    /**
     * Makes requests fail.
     *
     * @param request a regular expression for a part of {@code VERB /path}
     * @param status the status to answer with, {@link #CUT} or {@link #LOSE}
     * @param times how often
     */
    public void add(String request, int status, int times) {
        faults.add(new Fault(Pattern.compile(request), status, new AtomicInteger(times)));
    }

    Optional<Integer> next(String request) {
        requests.add(request);
        for (Fault fault : faults) {
            if (fault.request().matcher(request).find() && fault.left().getAndDecrement() > 0) {
                return Optional.of(fault.status());
            }
        }
        return Optional.empty();
    }

    /** How many requests came, failed ones included. */
    public long count(String request) {
        Pattern pattern = Pattern.compile(request);
        return requests.stream().filter(line -> pattern.matcher(line).find()).count();
    }
}
