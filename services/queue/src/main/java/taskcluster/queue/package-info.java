/**
 * The queue: tasks, the runs of tasks, who may have a run and for how long, and what follows from how it ended.
 *
 * <p>State lives in the database and changes by one stored function a method. What is here declares the API, checks and
 * authorises requests, wakes those who wait, and drives the work that time brings about.
 */
@NullMarked
package taskcluster.queue;

import org.jspecify.annotations.NullMarked;
