@NullMarked
package taskcluster.purgecache;

import org.jspecify.annotations.NullMarked;
