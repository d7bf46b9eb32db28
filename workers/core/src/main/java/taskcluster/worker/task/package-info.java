/** What every part of a worker speaks of: a claimed run, the place that it runs in, the queue's answers, what may go wrong. */
@NullMarked
package taskcluster.worker.task;

import org.jspecify.annotations.NullMarked;
