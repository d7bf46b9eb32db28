/**
 * The work that time and resolutions bring about: releasing dependents, ending lapsed claims and overdue tasks, deleting what has
 * expired. Everything works in bounded batches, each of them one transaction, and may run in several processes at once.
 */
@NullMarked
package taskcluster.queue.resolver;

import org.jspecify.annotations.NullMarked;
