/**
 * A client of a Taskcluster deployment. {@code Queue}, {@code Auth} and the event bindings are generated from the
 * references that the services publish; the rest is what they stand on: options, credentials, signing, retries.
 */
@NullMarked
package taskcluster.client;

import org.jspecify.annotations.NullMarked;
