/** Finding, encoding and uploading the files that a task leaves behind. */
@NullMarked
package taskcluster.worker.artifact;

import org.jspecify.annotations.NullMarked;
