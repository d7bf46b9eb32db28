@NullMarked
package taskcluster.db;

import org.jspecify.annotations.NullMarked;
