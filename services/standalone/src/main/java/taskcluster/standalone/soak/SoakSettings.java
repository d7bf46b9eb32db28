package taskcluster.standalone.soak;

import java.time.Duration;
import java.util.Set;
import taskcluster.standalone.processes.ProcessDeployment.Broker;

/**
 * What a soak does.
 *
 * @param duration how long tasks are created and parts are killed
 * @param seed of what is killed when; what clients do at random depends on their timing as well
 * @param replicas of the queue, at least 1
 * @param creators threads that create tasks
 * @param workers threads that claim tasks
 * @param rate how many tasks are created a second, all creators together; fewer while parts are away
 * @param claimTimeout how long a claim lasts, at least a second
 * @param shortestPause the least time between the return of a part and the next kill
 * @param longestPause the longest such time
 * @param longestAbsence up to how long a part that was killed is left away before it is started again
 * @param spared names of parts that are never killed, such as {@code auth}
 * @param patience how long everything may take to come to rest afterwards
 * @param broker where events are published; without one they are not checked
 */
record SoakSettings(
        Duration duration,
        long seed,
        int replicas,
        int creators,
        int workers,
        int rate,
        Duration claimTimeout,
        Duration shortestPause,
        Duration longestPause,
        Duration longestAbsence,
        Set<String> spared,
        Duration patience,
        Broker broker) {
    /** For how long artifacts are kept that are to be deleted while the soak lasts. */
    Duration shortArtifactLife() {
        return claimTimeout.plusSeconds(2);
    }

    /** The deadline of tasks that may wait for something that never comes. */
    Duration shortDeadline() {
        return claimTimeout.multipliedBy(3).dividedBy(2);
    }

    boolean hasEvents() {
        return !(broker instanceof Broker.None);
    }
}
