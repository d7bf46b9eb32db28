package taskcluster.standalone.soak;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Which events have arrived. */
final class EventBook {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> delivered = new ConcurrentHashMap<>();
    private final LongAdder repeated = new LongAdder();

    /**
     * Notes a message.
     *
     * @param exchange the last part of its name, such as {@code task-running}
     * @param routingKey that of a task's event: {@code primary.<taskId>.<runId or _>...}; of a group's: {@code primary.<taskGroupId>...}
     */
    void deliver(String exchange, String routingKey) {
        delivered.computeIfAbsent(exchange, _ -> new LongAdder()).increment();
        String[] fields = routingKey.split("\\.", 4);
        boolean isGroups = exchange.startsWith("task-group-");
        if (!seen.add(isGroups ? group(exchange, fields[1]) : run(exchange, fields[1], fields[2]))) {
            repeated.increment();
        }
    }

    boolean hasDefined(String taskId) {
        return seen.contains(run("task-defined", taskId, "_"));
    }

    boolean has(String exchange, String taskId, int runId) {
        return seen.contains(run(exchange, taskId, Integer.toString(runId)));
    }

    boolean hasOfGroup(String exchange, String taskGroupId) {
        return seen.contains(group(exchange, taskGroupId));
    }

    private static String run(String exchange, String taskId, String runId) {
        return exchange + " " + taskId + "/" + runId;
    }

    private static String group(String exchange, String taskGroupId) {
        return exchange + " " + taskGroupId;
    }

    /** How many messages came, by the last part of the exchange's name. */
    Map<String, Long> byExchange() {
        Map<String, Long> counts = new TreeMap<>();
        delivered.forEach((exchange, count) -> counts.put(exchange, count.sum()));
        return counts;
    }

    /** How many of them said what one before had said. */
    long repeated() {
        return repeated.sum();
    }
}
