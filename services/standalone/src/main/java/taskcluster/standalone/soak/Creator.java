package taskcluster.standalone.soak;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import taskcluster.client.ApiCallException;
import taskcluster.client.Credentials;
import taskcluster.core.Json;
import taskcluster.core.Slugid;
import taskcluster.standalone.soak.Attempts.Caller;
import taskcluster.standalone.soak.Attempts.GivenUpException;

/** Creates tasks: single ones, chains, and tasks that wait for several. Each of these is a task group. */
final class Creator implements Activity {
    static final String TASK_QUEUE_ID = "soak/worker";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final int CHAIN = 3;

    private final SoakSettings settings;
    private final Ledger ledger;
    private final Caller caller;
    private final Clock clock;
    private final Random random;
    private final BooleanSupplier isOver;

    Creator(
            SoakSettings settings,
            Ledger ledger,
            Attempts attempts,
            Credentials credentials,
            Clock clock,
            Random random,
            BooleanSupplier isOver) {
        this.settings = settings;
        this.ledger = ledger;
        this.caller = attempts.as(credentials);
        this.clock = clock;
        this.random = random;
        this.isOver = isOver;
    }

    @Override
    public void run() throws InterruptedException {
        while (!isOver.getAsBoolean()) {
            long began = System.nanoTime();
            int created = createGroup();
            double seconds = (double) created * settings.creators() / settings.rate();
            long rest = (long) (seconds * 1e9) - (System.nanoTime() - began);
            Thread.sleep(Duration.ofNanos(Math.max(0, rest)));
        }
    }

    /** How many tasks it was to create; after one that was given up it leaves out those that depend on it. */
    private int createGroup() throws InterruptedException {
        String first = Slugid.nice();
        return switch (random.nextInt(10)) {
            case 0, 1 -> createChain(first);
            case 2 -> createFanIn(first);
            default -> {
                create(first, definition(first, List.of(), DEADLINE));
                yield 1;
            }
        };
    }

    private int createChain(String first) throws InterruptedException {
        boolean isThere = create(first, definition(first, List.of(), DEADLINE));
        String previous = first;
        for (int i = 1; i < CHAIN && isThere; i++) {
            String next = Slugid.nice();
            isThere = create(next, definition(first, List.of(previous), DEADLINE));
            previous = next;
        }
        return CHAIN;
    }

    private int createFanIn(String first) throws InterruptedException {
        List<String> required = List.of(first, Slugid.nice(), Slugid.nice());
        boolean areThere = true;
        for (String taskId : required) {
            areThere &= create(taskId, definition(first, List.of(), DEADLINE));
        }
        if (areThere) {
            boolean needsSuccess = random.nextBoolean();
            Map<String, Object> last = definition(first, required, needsSuccess ? settings.shortDeadline() : DEADLINE);
            last.put("requires", needsSuccess ? "all-completed" : "all-resolved");
            create(Slugid.nice(), last);
        }
        return required.size() + 1;
    }

    private Map<String, Object> definition(String taskGroupId, List<String> dependencies, Duration deadline) {
        Instant now = clock.instant();
        return new HashMap<>(Map.of(
                "taskQueueId",
                TASK_QUEUE_ID,
                "schedulerId",
                "soak",
                "taskGroupId",
                taskGroupId,
                "dependencies",
                dependencies,
                "requires",
                "all-resolved",
                "created",
                Json.timestamp(now),
                "deadline",
                Json.timestamp(now.plus(deadline)),
                "payload",
                Map.of(),
                "metadata",
                Map.of(
                        "name", "soak",
                        "description", "A task of the soak",
                        "owner", "soak@example.com",
                        "source", "https://example.com/soak")));
    }

    /** Whether the task is there for sure. */
    private boolean create(String taskId, Map<String, Object> definition) throws InterruptedException {
        ledger.attempted(taskId, String.valueOf(definition.get("taskGroupId")));
        Instant deadline = Json.parseTimestamp(String.valueOf(definition.get("deadline")));
        try {
            caller.call(clock.instant().plus(PATIENCE), queue -> queue.createTask(taskId, definition));
            ledger.acknowledged(taskId);
            return true;
        } catch (GivenUpException e) {
            ledger.count("creations given up");
        } catch (ApiCallException e) {
            if (clock.instant().isBefore(deadline)) {
                ledger.violated("createTask refused", taskId + ": " + e.statusCode() + " " + e.getMessage());
            } else {
                ledger.count("creations given up");
            }
        }
        return false;
    }
}
