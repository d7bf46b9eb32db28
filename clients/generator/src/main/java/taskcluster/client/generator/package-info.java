/** Writes the Java client's classes from the references that a deployment publishes. */
@NullMarked
package taskcluster.client.generator;

import org.jspecify.annotations.NullMarked;
