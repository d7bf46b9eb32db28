/** Access tokens of Google Cloud service accounts. */
@NullMarked
package taskcluster.auth.vending.gcp;

import org.jspecify.annotations.NullMarked;
