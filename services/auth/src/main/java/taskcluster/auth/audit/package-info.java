/** The record of who changed what. */
@NullMarked
package taskcluster.auth.audit;

import org.jspecify.annotations.NullMarked;
