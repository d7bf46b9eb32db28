@NullMarked
package taskcluster.auth;

import org.jspecify.annotations.NullMarked;
