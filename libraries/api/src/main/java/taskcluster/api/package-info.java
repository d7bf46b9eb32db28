@NullMarked
package taskcluster.api;

import org.jspecify.annotations.NullMarked;
